using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Auth;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Small valid things for the store's tests.</summary>
internal static class Some
{
    public const string Case = "case-1";
    public const string Holder = "reg-holder";
    public const string Shelter = "reg-shelter";

    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static int Entries;

    public static LogEntry Entry(string action, string? release = null, string? id = null, string caseId = Case) => new()
    {
        Id = id ?? "e" + Interlocked.Increment(ref Entries),
        Stream = LogStream.OfCase(caseId),
        At = Noon,
        Action = action,
        Actor = new LogActor("Sharing.Submit", Holder, "p1"),
        Holder = Holder,
        Recipient = Shelter,
        Case = caseId,
        Request = release is null ? null : "q-" + release,
        Release = release,
    };

    public static CaseHead Head(string caseId = Case) =>
        new() { CaseId = caseId, Holder = Holder, CaseKey = new WrappedKey("k/1", [1, 2, 3]) };

    public static CaseFacts Facts(string caseId = Case) => new() { Id = caseId, Holder = Holder };

    public static Consent Consent(string id = "c1", int version = 1, string caseId = Case) => new()
    {
        Id = id,
        Version = version,
        CaseId = caseId,
        Purpose = "HOUSE",
        State = ConsentState.Given,
        Controller = Holder,
        Jurisdiction = "XA",
        Evidence = new InformedEvidence(),
        GivenAt = Noon,
    };

    public static Release Release(string id, string consent = "c1", string scope = "s1") => new()
    {
        Id = id,
        RequestId = "q-" + id,
        Decision = new Decision
        {
            RequestId = "q-" + id,
            Kind = DecisionKind.Release,
            Pathway = "referral",
            Sender = Holder,
            Recipient = Shelter,
            ConsentId = consent,
            ConsentVersion = 1,
            ScopeId = scope,
            PolicyVersion = "p",
            ProfileVersion = "n",
            FactsDigest = "f",
        },
        ReleasedAt = Noon,
        ExpiresAt = Noon.AddDays(30),
        AgreedAt = Noon,
        Envelope = new PackageEnvelope([1], [2], [3]),
        Blob = new BlobReference("packages/" + id, BlobDigest.Of([1]), 1),
    };

    public static Collection Collection() => new(Noon, Shelter, "p9", CollectionOutcome.Fetched);

    public static WithdrawalDocument Withdrawal(string id, string? consent = null, string? scope = null, string caseId = Case) => new()
    {
        Id = id,
        CaseId = caseId,
        Stop = new Stop(id, consent, scope, Noon.AddHours(1)),
        Channel = "link",
        ConfirmationNumber = "n-" + id,
        WorkflowDue = Noon.AddHours(1),
    };

    public static Registration Registration(string id, string actorCode, string app) => new()
    {
        Id = id,
        AgencyId = "agency-" + id,
        ActorCode = actorCode,
        DisplayName = id,
        Country = "XN",
        Bindings = [new IdentityBinding(TestIssuer.Tenant, app, null)],
    };

    public static PersonDocument Person(string registration, string id, TimeProvider time, params string[] roles) => new(
        new Person { Id = id, RegistrationId = registration, Roles = roles, VettedUntil = time.GetUtcNow().AddYears(1) },
        id + "@directory");
}
