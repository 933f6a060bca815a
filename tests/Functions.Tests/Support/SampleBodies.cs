using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Valid bodies, to be changed by tests. All persons and places are invented.</summary>
internal static class SampleBodies
{
    public const string Holder = "reg-advocate";
    public const string Worker = "advocate-worker";
    public const string Shelter = "reg-shelter";

    /// <summary>A value that must never be found in clear.</summary>
    public const string Canary = "Quillonwick-Tarrow";

    public static JsonObject Facts(DateTimeOffset now) => Parse($$$"""
        {
          "age": {"status": "adult", "decisionReasoned": true},
          "capacity": {"findings": [{"purpose": "HOUSE", "hasCapacity": true, "at": "{{{Time(now.AddDays(-2))}}}"}]},
          "statesOfOrigin": ["XV"],
          "protectionSoughtFrom": ["XV"],
          "reflection": {"start": "{{{Time(now.AddDays(-3))}}}", "identificationPending": true},
          "cooperation": "neither",
          "risk": {"id": "risk-1", "at": "{{{Time(now.AddDays(-1))}}}", "namedBodies": ["reg-employer"], "namedPersons": ["reg-employer/employer-worker"], "namedAreas": ["XV"], "raisedForPathways": ["work-placement"]},
          "return": {"riskAssessment": "open"},
          "familyCheck": "missing",
          "barredBodies": ["reg-removals", "IMM-E", "body-police"],
          "conflicts": ["reg-union"],
          "survivorChannel": "safe",
          "phoneSafe": true,
          "suppressed": [{"path": "justice.statement", "sealedOnly": true}],
          "courtOrders": [{"reference": "order-7", "recipientId": "reg-prosecutor", "paths": ["justice.statement"], "validUntil": "{{{Time(now.AddDays(30))}}}", "personNotified": true}],
          "handling": [{"path": "identity.nicknames", "originator": "reg-police-at", "source": "S1", "content": "C1", "handling": "H1", "originatorState": "XN", "conditions": "not to be copied"}],
          "itemAgreements": [{"path": "viewpoint.statement", "recipientId": "reg-shelter", "itemDigest": "sha256:{{{new string('a', 64)}}}" }],
          "purposeBound": [{"path": "identity.religion", "purposes": ["ASYL", "LEGAL"]}],
          "reidentificationCheckedFor": ["police-intelligence"],
          "permitAppliedOn": "personal"
        }
        """);

    public static JsonObject Record() => Parse($$$"""
        {"fields": [
          {"path": "identity.givenName", "state": "stated", "value": "{{{Canary}}}"},
          {"path": "identity.dateOfBirth", "state": "fromDocument", "value": "1999-04-01", "source": {"title": "Passport of Verland", "date": "2018-01-02", "copy": true}},
          {"path": "identity.gender", "state": "stated", "codes": ["female"]},
          {"path": "identity.religion", "state": "declined"},
          {"path": "access.observedNeeds", "state": "observed", "value": "needs a lift", "parts": {"accessNeed": "step-free access"}, "notes": "seen at the door"},
          {"path": "viewpoint.statement", "state": "stated", "items": [{"id": "i1", "value": "wants to learn the language", "purpose": "EDUC", "supports": "identity.gender"}]}
        ]}
        """);

    public static JsonObject Participants() => Parse("""
        {"participants": [
          {"registrationId": "reg-advocate", "personId": "advocate-worker", "lead": true},
          {"registrationId": "reg-shelter", "deskId": "desk-shelter", "placementCircle": true},
          {"registrationId": "reg-shelter", "personId": "shelter-worker"}
        ]}
        """);

    /// <summary>An adult's written consent: shelter, by name, on the shelter referral.</summary>
    public static JsonObject Consent(DateTimeOffset given) => Parse($$"""
        {
          "purpose": "HOUSE",
          "basis": "adult",
          "noticeVersion": "notice-3",
          "jurisdiction": "XN",
          "scopes": [
            {"id": "scope-1", "recipients": [{"registrationId": "reg-shelter", "shownByName": true}], "pathway": "shelter-referral", "tier": "PORTION", "disclosureLevel": "full", "excluded": ["identity.religion"], "discussedAt": "{{Time(given.AddDays(-1))}}"},
            {"id": "scope-2", "recipients": [{"registrationId": "reg-shelter-2", "shownByName": true}], "pathway": "shelter-referral", "tier": "PORTION", "discussedAt": "{{Time(given.AddDays(-1))}}"}
          ],
          "evidence": {{Evidence(given).ToJsonString()}},
          "givenAt": "{{Time(given)}}"
        }
        """);

    public static JsonObject Evidence(DateTimeOffset given) => Parse($$"""
        {
          "explainedBy": "advocate-worker", "explainedAt": "{{Time(given.AddDays(-1))}}", "language": "uk", "languageUnderstood": true,
          "consequencesExplained": true, "alternativesExplained": true, "confidentialityExplained": true, "toldCaseMayContinue": true, "toldJusticeRights": true,
          "timeToReflect": true, "firstExplainedInSession": "session-1", "givenInSession": "session-2",
          "interpreter": {"id": "int-4", "vettingReference": "vet-9", "vettedUntil": "{{Time(given.AddYears(1))}}", "language": "uk"},
          "mode": "inPerson", "form": "written", "signed": true, "formReference": "file-3/7", "capacity": "hasCapacity",
          "present": [{"id": "p-1", "role": "supportPerson", "vetted": true}]
        }
        """);

    public static string Time(DateTimeOffset time) => JsonSerializer.Serialize(time.ToUniversalTime(), JsonBody.Options).Trim('"');

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
