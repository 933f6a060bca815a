using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Approvals;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Withdrawal;
using Actor = DataSharing.EndToEnd.Tests.Support.Actor;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>For each operation with a body a request that is right, on a case of its own; what tests break is made from these.</summary>
public sealed class ValidRequests
{
    private readonly World _world;
    private readonly Dictionary<string, string> _ids;
    private readonly string _overridden;
    private string _digest = "";
    private string _reference = "";

    // After the case was opened, and the same each time: a body that is sent again is the same body.
    private readonly DateTimeOffset _prepared = DateTimeOffset.UtcNow;

    private ValidRequests(World world, Dictionary<string, string> ids, string overridden) =>
        (_world, _ids, _overridden) = (world, ids, overridden);

    private Api Api => _world.App.Api;

    public static async Task<ValidRequests> PrepareAsync(RunningApp app)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.InvolveAsync(
            new ParticipantInput(Agencies.Clinic.Id, Agencies.Clinic.Worker.Person),
            new ParticipantInput(Agencies.Shelter.Id, DeskId: Agencies.Shelter.Desk));
        string consent = await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        Outcome released = await world.SendAsync("shelter-referral", Agencies.Shelter);
        Outcome overridden = await world.SendAsync(
            "danger-response", Agencies.Police, change: i => i with { Override = World.Claim(OverrideGround.Danger) });
        await world.IssueLinkAsync(new { delivery = "inPerson", word = "tangerine" });
        Answer links = (await app.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{world.Case}/withdrawal-links")).Must(200);
        var valid = new ValidRequests(world, new Dictionary<string, string>
        {
            ["caseId"] = world.Case,
            ["consentId"] = consent,
            ["linkId"] = links.Element.GetProperty("links")[0].GetProperty("linkId").GetString()!,
            ["requestId"] = released.Id,
            ["registrationId"] = Agencies.Tracing.Id,
            ["personId"] = Agencies.Tracing.Worker.Person,
            ["agreementId"] = "agr-advocate-shelter",
        }, overridden.Id);
        valid._digest = (await app.Api.PostAsync(
            Agencies.Advocate.Worker, $"cases/{world.Case}/content-preview", valid.Content())).Must(200)["digest"];
        valid._reference = await world.CodeForAsync(Agencies.Clinic);
        return valid;
    }

    /// <summary>The body, each time its own copy.</summary>
    public JsonObject Body(Operation operation) => JsonSerializer.SerializeToNode(ModelOf(operation.Id), JsonBody.Options)!.AsObject();

    public JsonObject Changed(Operation operation, Action<JsonObject> change)
    {
        JsonObject body = Body(operation);
        change(body);
        return body;
    }

    /// <summary>Another body that is right too.</summary>
    public JsonObject Other(Operation operation) => Changed(operation, body =>
    {
        switch (operation.Id)
        {
            case "OpenCase": body["phoneSafe"] = false; break;
            case "RecordContentApproval": body["readIn"] = "fr"; break;
            case "RecordConsent": body["noticeVersion"] = "notice-2"; break;
            case "SubmitSharingRequest": body["level"] = "withoutHealth"; break;
            case "IssueHandOverCode": body["recipient"] = Agencies.Social.Id; break;
            case "ProposeRegistration": body["displayName"] = "Another name"; break;
            case "ProposePerson": body["childSpecialist"] = true; break;
            case "ProposeAgreement": body["means"] = "Another means."; break;
            default: throw new NotImplementedException("say here what another right body of " + operation + " is");
        }
    });

    /// <summary>Sends a body as whoever may, to the case it is about, with the version that stands now.</summary>
    public async Task<Answer> SendAsync(Operation operation, object body, string? key = null, string? ifMatch = null)
    {
        Actor actor = ActorOf(operation);
        string? version = ifMatch ?? await VersionAsync(operation);
        return await Api.SendAsync(actor, operation.Method, AddressOf(operation), body, request =>
        {
            if (operation.NeedsKey)
                request.Headers.Add("Idempotency-Key", key ?? Api.NewKey());
            if (version is not null)
                request.Headers.TryAddWithoutValidation("If-Match", version);
        });
    }

    private string AddressOf(Operation operation) => operation.Id switch
    {
        "ReviewSharingRequest" => operation.Address(new Dictionary<string, string> { ["requestId"] = _overridden }),
        _ => operation.Address(_ids),
    };

    private static Actor ActorOf(Operation operation) => operation.Id switch
    {
        "AcceptSharingRequest" or "AttestDeletion" => Agencies.Shelter.Worker,
        "WithdrawByReference" => Agencies.Clinic.Worker,
        _ => operation.Allowed,
    };

    /// <summary>The version to be changed, where the operation changes one. Reading it may be an entry of the log.</summary>
    public async Task<string?> VersionAsync(Operation operation)
    {
        if (!operation.NeedsIfMatch && operation.Id != "WriteRecord")
            return null;
        string path = operation.Id switch
        {
            "ChangeCaseFacts" => $"cases/{_world.Case}",
            "ProposePersonUpdate" => $"registrations/{_ids["registrationId"]}/persons",
            "ReconfirmConsent" => $"cases/{_world.Case}/consents/{_ids["consentId"]}",
            _ => operation.Address(_ids),
        };
        Answer current = (await Api.GetAsync(operation.Allowed, path)).Must(200);
        return operation.Id == "ProposePersonUpdate"
            ? $"\"{current.Element.GetProperty("items").EnumerateArray().Single(p => p.GetProperty("id").GetString() == _ids["personId"]).GetProperty("version").GetString()}\""
            : current.ETag;
    }

    private object ModelOf(string operation) => operation switch
    {
        "OpenCase" or "ChangeCaseFacts" => Facts(),
        "WriteRecord" => new RecordBody(
            [.. _world.Record.Body.Fields.Where(field => field.Path.StartsWith("contact.", StringComparison.Ordinal))]),
        "ChangeParticipants" => new ParticipantsBody(
            [
                new(Agencies.Clinic.Id, Agencies.Clinic.Worker.Person, Until: Given.Now.AddDays(40)),
                new(Agencies.Shelter.Id, DeskId: Agencies.Shelter.Desk, PlacementCircle: true),
            ]),
        "RecordConsent" => Given.Consent("health-referral", Agencies.Clinic, child: false) with { ValidUntil = Given.Now.AddDays(60) },
        "ReconfirmConsent" => new ReconfirmationInput { Evidence = Given.Evidence(child: false), GivenAt = Given.Now.AddDays(-1) },
        "CorrectCaseClock" => new ClockCorrectionInput(DateTimeOffset.UtcNow),
        "OpenCaseInDanger" => new EmergencyOpeningInput(DangerToLife: true, NotErased: true),
        "RevokeConsent" => new RevocationInput(RevokedBy.Court, ReasonKinds.ConsentScope, "scope-1"),
        "PreviewContent" => Content(),
        "RecordContentApproval" => new ContentApprovalInput(Content(), _digest, Agencies.Advocate.Worker.Person, "uk", _prepared),
        "ConfirmCase" => new ConfirmationInput(IdentifiedBy.KnownToStaff, "note-5"),
        "WithdrawEverything" => new { channel = "phone" },
        "WithdrawByReference" => new ReferredWithdrawalInput(Agencies.Advocate.Id, _reference, PersonsChannel.InPerson),
        "WithdrawConsent" => new { channel = "video", scope = "scope-1" },
        "IssueWithdrawalLink" => new { delivery = "card", word = "tangerine", onlineView = "afterFactor", language = "uk" },
        "IssueHandOverCode" => new HandOverCodeInput(Agencies.Shelter.Id),
        "SubmitSharingRequest" or "QueryDecision" => new SharingInput(
            Direction.Send, "shelter-referral", Case: _world.Case, Recipient: Agencies.Shelter.Id, Tier: Tier.Portion, Level: "full",
            Fields: ["identity.preferredName", "contact"],
            Consent: _ids["consentId"], Addressee: new AddresseeInput(Desk: Agencies.Shelter.Desk)),
        "AcceptSharingRequest" => new AcceptanceInput(true, "bed-free"),
        "AttestDeletion" => new AttestationInput(Copies.RetainedByLaw, "law-17"),
        "AskReconsideration" => new ReconsiderationInput("statement-" + Guid.NewGuid().ToString("N")),
        "ReviewSharingRequest" => new { action = "proceed", evidence = "minute-3" },
        "ProposeRegistration" => Registration("reg-" + Guid.NewGuid().ToString("N")),
        "ProposeRegistrationUpdate" => Registration(_ids["registrationId"]) with
        {
            AgencyId = "body-tracing",
            Bindings = [new(Tokens.SampleDirectory, "app-tracing")],
        },
        "ProposePerson" => Person("person-" + Guid.NewGuid().ToString("N")),
        "ProposePersonUpdate" => Person(_ids["personId"]),
        "ProposeAgreement" => Agreement("agr-" + Guid.NewGuid().ToString("N")),
        "ProposeAgreementUpdate" => Agreement(_ids["agreementId"]),
        _ => throw new NotImplementedException($"say here what a right body of {operation} is"),
    };

    private ContentInput Content() => new(
        Agencies.Shelter.Id, "shelter-referral", Tier: Tier.Portion, Fields: ["contact"], Consent: _ids["consentId"],
        Letter: new LetterInput("She needs a quiet room.", "en"));

    private static CaseFactsBody Facts() => Given.Adult() with
    {
        StatesOfOrigin = ["VN"],
        Capacity = new CapacityFacts { Findings = [new("HOUSE", true, Given.Now.AddDays(-2))] },
        BarredBodies = ["EMPL"],
        Conflicts = [Agencies.Employer.Id],
        Handling = [new HandlingInput("intelligence.modusOperandi", Agencies.Police.Id, "S1", "C1", "H3", Country.Home, "not to be named")],
        CourtOrders = [new CourtOrder("order-1", Agencies.Prosecutor.Id, ["justice.statement"], Given.Now.AddDays(30), true)],
        ItemAgreements = [new ItemAgreement("exploitation.traffickers", Agencies.Intelligence.Id)],
        PurposeBound = [new PurposeBound("nrm.interviewRecord", ["NRMID"])],
        Suppressed = [new SuppressedPath("justice.record", true)],
    };

    private static RegistrationInput Registration(string id) => new()
    {
        Id = id,
        AgencyId = "body-of-test",
        ActorCode = "IGO",
        DisplayName = "Agency for a test",
        Country = Country.Home,
        IdentityVerified = true,
        VerifiedUntil = Given.Now.AddYears(1),
        AccreditedUntil = Given.Now.AddYears(1),
        ConfidentialityPolicyVersion = "2026-1",
        ConfidentialityPolicyReviewBy = Given.Now.AddYears(1),
        ChildSpecialist = true,
        Bindings = [new(Tokens.SampleDirectory, "app-" + id)],
        Desks = [new("desk-tracing", "Desk", "desk@example.org", Given.Now.AddYears(1))],
    };

    private static PersonInput Person(string id) => new()
    {
        Id = id,
        Subject = id,
        Roles = [Roles.SharingSubmit, Roles.SharingReceive],
        VettedUntil = Given.Now.AddYears(1),
        Volunteer = true,
        SupervisedBy = "tracing-worker",
    };

    private static AgreementInput Agreement(string id) => new()
    {
        Id = id,
        PartyA = Agencies.Advocate.Id,
        PartyB = Agencies.Shelter.Id,
        Lines = [new("shelter-referral", Agencies.Advocate.Id, ["identity", "contact"])],
        Purposes = ["HOUSE"],
        Roles = "Each party is controller.",
        Means = "This system.",
        DataProtectionClause = "The law.",
        ConsentProcedure = "Written.",
        ValidFrom = Given.Now.AddDays(-1),
        ValidUntil = Given.Now.AddDays(300),
        ReviewBy = Given.Now.AddDays(300),
        SignedByA = Given.Now.AddDays(-1),
        SignedByB = Given.Now.AddDays(-1),
    };
}
