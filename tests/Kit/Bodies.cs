using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.Tests.Kit;

/// <summary>The bodies of a case that may be shared with the sample shelter. Nobody's data.</summary>
public static class Bodies
{
    public const string Recipient = "reg-shelter";

    public static JsonNode Facts(DateTimeOffset now) => JsonNode.Parse($$"""
        {
          "age": {"status": "adult", "decisionReasoned": true},
          "risk": {"id": "risk-1", "at": "{{Time(now.AddDays(-1))}}"},
          "survivorChannel": "safe", "phoneSafe": true
        }
        """)!;

    public static JsonNode Record { get; } = JsonNode.Parse("""
        {"fields": [
          {"path": "identity.preferredName", "state": "stated", "value": "the name she goes by"},
          {"path": "language.preferred", "state": "stated", "value": "uk"},
          {"path": "identity.gender", "state": "stated", "codes": ["female"]}
        ]}
        """)!;

    public static JsonNode Consent(DateTimeOffset now) => JsonNode.Parse($$"""
        {
          "purpose": "HOUSE", "basis": "adult", "noticeVersion": "notice-1", "jurisdiction": "XN",
          "scopes": [{"id": "scope-1", "recipients": [{"registrationId": "{{Recipient}}", "shownByName": true}], "pathway": "shelter-referral", "tier": "PORTION", "disclosureLevel": "full", "discussedAt": "{{Time(now.AddDays(-1))}}"}],
          "evidence": {
            "explainedBy": "advocate-worker", "explainedAt": "{{Time(now.AddDays(-1))}}", "language": "uk", "languageUnderstood": true,
            "consequencesExplained": true, "alternativesExplained": true, "confidentialityExplained": true, "toldCaseMayContinue": true, "toldJusticeRights": true,
            "timeToReflect": true, "firstExplainedInSession": "session-1", "givenInSession": "session-2",
            "mode": "inPerson", "form": "written", "signed": true, "formReference": "file-1", "capacity": "hasCapacity"
          },
          "givenAt": "{{Time(now)}}"
        }
        """)!;

    public static JsonNode Send(string caseId) => JsonNode.Parse($$"""
        {"direction": "send", "case": "{{caseId}}", "recipient": "{{Recipient}}", "pathway": "shelter-referral"}
        """)!;

    public static JsonNode Stop { get; } = JsonNode.Parse("""{"channel": "inPerson"}""")!;

    private static string Time(DateTimeOffset time) => JsonSerializer.Serialize(time.ToUniversalTime()).Trim('"');
}
