using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>
/// One case of reg-advocate: released to reg-shelter and collected, refused to reg-lawyer, asked for by reg-removals in vain,
/// then withdrawn. Written through the commits that the product uses; only the decisions are made up.
/// </summary>
internal static class LogScenario
{
    public const string Case = "case-secret-7";
    public const string Holder = "reg-advocate";
    public const string Recipient = "reg-shelter";
    public const string Consent = "consent-hidden-9";
    public const string Request = "q-release";

    public static async Task PlayAsync(TestApp app)
    {
        var cases = new Commits(app.Services);
        AgencyLog agencies = app.Get<AgencyLog>();
        await cases.Ledger.OpenAsync(
            Some.Head(Case) with { Holder = Holder }, Some.Facts(Case) with { Holder = Holder },
            Entry(app, "opened", LogAction.CaseOpened, Worker));
        await agencies.AppendAsync(
            Holder,
            Entry(app, "submitted", LogAction.RequestSubmitted, Worker) with
            {
                Stream = LogStream.OfAgency(Holder),
                Request = Request,
                Recipient = Recipient,
            });
        await cases.Releases.ReleaseAsync(
            (await cases.Ledger.LoadAsync(Case))!, Release(app), OfRequest(app, "released", LogAction.ReleaseCreated, System) with
            {
                Outcome = "PARTIAL",
                ReasonKinds = [ReasonKinds.ConsentScope, ReasonKinds.RecipientConflict],
                FieldGroups = ["identity", "health"],
                FieldPaths = ["identity.name"],
                Versions = new LogVersions(Consent + "#1", "agr-1#1", "p", "n"),
            });
        await cases.Releases.CollectAsync(
            (await cases.Ledger.LoadAsync(Case, Request))!, "col-1",
            new Collection(app.Time.GetUtcNow(), Recipient, "shelter-worker", CollectionOutcome.Fetched),
            OfRequest(app, "collected", LogAction.CollectionMade, new LogActor("Sharing.Receive", Recipient, "shelter-worker")));
        // To another agency: the shelter must not learn of it.
        await cases.Ledger.NoteAsync(Case, Entry(app, "refused", LogAction.DecisionMade, System) with
        {
            Recipient = "reg-lawyer",
            Request = "q-lawyer",
            Outcome = "REFUSE",
            ReasonKinds = [ReasonKinds.RecipientRole],
        });
        // The asker's answer was neutral; the holder's officer sees that it was refused.
        LogEntry asked = Entry(
            app, "asked", LogAction.RequestSubmitted, new LogActor("Sharing.Submit", "reg-removals", "removals-worker")) with
        {
            Stream = LogStream.OfAgency("reg-removals"),
            Case = null,
            Recipient = "reg-removals",
            Request = "q-removals",
        };
        await agencies.AppendAsync("reg-removals", asked);
        await agencies.AppendAsync(
            "reg-removals",
            asked with
            {
                Id = "neutral",
                Action = LogAction.DecisionMade,
                Actor = System,
                Outcome = "NEUTRAL",
                ReasonKinds = [ReasonKinds.FirewallImmigration],
            });
        await cases.Ledger.NoteAsync(
            Case, Entry(app, "barred", LogAction.DecisionMade, new LogActor("Sharing.Submit", "reg-removals", "removals-worker")) with
            {
                Recipient = "reg-removals",
                Request = "q-removals",
                Outcome = "REFUSE",
                ReasonKinds = [ReasonKinds.FirewallImmigration],
            });
        app.Time.Advance(TimeSpan.FromMinutes(1));
        WithdrawalDocument withdrawal = Some.Withdrawal("wd-1", caseId: Case) with
        {
            Stop = new Stop(
            "wd-1", null, null, app.Time.GetUtcNow())
        };
        await cases.Stops.WithdrawAsync(
            withdrawal,
            Entry(app, "withdrawn", LogAction.WithdrawalRecorded, new LogActor("survivor")) with { Outcome = "all", Cause = "wd-1" });
        await cases.Stopped.EnforceAsync(Case, "wd-1", release => OfRequest(app, "stopped", LogAction.ReleaseStopped, new LogActor("survivor")) with
        {
            Outcome = "withdrawn",
            ReasonKinds = [ReasonKinds.ConsentWithdrawn],
            Cause = "wd-1",
        });
        await app.Get<Projector>().CatchUpAsync();
    }

    private static LogActor Worker => new("Sharing.Submit", Holder, "advocate-worker");

    private static LogActor System => new("system");

    private static LogEntry Entry(TestApp app, string id, string action, LogActor actor)
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return new LogEntry
        {
            Id = id,
            Stream = LogStream.OfCase(Case),
            At = app.Time.GetUtcNow(),
            Action = action,
            Actor = actor,
            Holder = Holder,
            Case = Case,
        };
    }

    private static LogEntry OfRequest(TestApp app, string id, string action, LogActor actor) =>
        Entry(app, id, action, actor) with { Recipient = Recipient, Request = Request, Release = Request, Pathway = "shelter-referral" };

    private static Release Release(TestApp app)
    {
        Release release = Some.Release(Request, Consent);
        return release with
        {
            RequestId = Request,
            ReleasedAt = app.Time.GetUtcNow(),
            ExpiresAt = app.Time.GetUtcNow().AddDays(30),
            AgreedAt = app.Time.GetUtcNow().AddDays(-1),
            Decision = release.Decision with
            {
                RequestId = Request,
                Kind = DecisionKind.Partial,
                Sender = Holder,
                Recipient = Recipient,
                Pathway = "shelter-referral",
                Purpose = "HOUSE",
                Tier = Tier.Portion,
                Reasons = [],
                AgreementId = "agr-advocate-shelter",
                AgreementVersion = 1,
                DecidedAt = app.Time.GetUtcNow(),
                Fields =
                [
                    new FieldVerdict("identity.name", Treatment.AsIs, null, null, null, "R-026"),
                    new FieldVerdict("health.conditions", Treatment.None, null, null, ReasonKinds.ConsentScope, "R-004"),
                    new FieldVerdict("family.members", Treatment.None, null, null, ReasonKinds.RecipientConflict, "R-077"),
                ],
            },
        };
    }
}
