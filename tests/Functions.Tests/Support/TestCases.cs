using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Support;

/// <summary>Cases with records and consents, written through the product's own commits.</summary>
internal static class TestCases
{
    /// <summary>A value that must appear in no log, history or file in clear.</summary>
    public const string Canary = "Zdenka-Quillfeather-77";

    /// <summary>An adult's case with a record; every field that the pathway lists has a value unless values are given.</summary>
    public static async Task<string> OpenCaseAsync(
        this TestApp app, string holder = "reg-advocate", string pathway = "shelter-referral", Func<CaseFacts, CaseFacts>? facts = null,
        IReadOnlyList<FieldValue>? values = null)
    {
        string id = "case-" + Guid.NewGuid().ToString("N");
        DateTimeOffset now = app.Time.GetUtcNow();
        var head = new CaseHead { CaseId = id, Holder = holder, CaseKey = await app.Get<CaseKeys>().CreateAsync(holder, default) };
        CaseFacts subject = Allowed.Adult(id, holder, now);
        subject = facts?.Invoke(subject) ?? subject;
        var commits = new Commits(app.Services);
        Assert.Equal(
            CaseCommit.Committed,
            await commits.Ledger.OpenAsync(
                head with { Participants = subject.Participants }, subject, Entry(id, holder, LogAction.CaseOpened, now)));
        CaseRecords records = app.Get<CaseRecords>();
        using CaseKey key = await app.Get<CaseKeys>().OpenAsync(head.CaseKey, default);
        values ??= [.. app.Policy.Pathways[pathway]
            .FieldsAt(app.Policy.Pathways[pathway].Ceiling).Keys.Where(path => app.Policy.Fields[path].IsKept).Order(StringComparer.Ordinal)
            .Select(path => Value(path, now))];
        RecordDocument record = await records.SealAsync(id, 1, values, key, now, "worker", default);
        Assert.Equal(
            CaseCommit.Committed,
            await commits.Changes.ChangeRecordAsync(id, record, null, Entry(id, holder, LogAction.RecordWritten, now)));
        return id;
    }

    /// <summary>A whole, informed consent for one pathway to one recipient.</summary>
    public static async Task<Consent> ConsentAsync(
        this TestApp app, string caseId, string recipient = "reg-shelter", string pathway = "shelter-referral",
        Func<Consent, Consent>? change = null)
    {
        DateTimeOffset now = app.Time.GetUtcNow();
        var commits = new Commits(app.Services);
        Consent consent;
        CaseCommit commit;
        do
        {
            CaseSnapshot snapshot = (await commits.Ledger.LoadAsync(caseId))!;
            consent = Informed(caseId, snapshot.Head.Holder, recipient, app.Policy.Pathways[pathway], now) with
            {
                AfterStop = snapshot.Head.Stops is [.., var last] ? last.Id : null,
                SeenStops = StopOrder.Last(snapshot.Head.Stops),
            };
            consent = change?.Invoke(consent) ?? consent;
            commit = await commits.Consents.ChangeConsentAsync(
                snapshot, consent, null, Entry(caseId, snapshot.Head.Holder, LogAction.ConsentRecorded, now));
        }
        while (commit == CaseCommit.Moved); // what follows a stop writes the head too

        Assert.Equal(CaseCommit.Committed, commit);
        return consent;
    }

    /// <summary>As after the stop journal was lost.</summary>
    public static async Task SealCaseAsync(this TestApp app, string caseId)
    {
        string id = "loss-" + caseId;
        var commits = new Commits(app.Services);
        DateTimeOffset now = app.Time.GetUtcNow();
        string holder = (await commits.Ledger.ReadHeadAsync(caseId))!.Value.Holder;
        var withdrawal = new WithdrawalDocument
        {
            Id = id,
            CaseId = caseId,
            Stop = new Stop(id, null, null, now, ByPerson: false),
            Channel = "journalLost",
            ConfirmationNumber = id,
            WorkflowDue = now,
        };
        Assert.Equal(CaseCommit.Committed, await commits.Erasures.SealAsync(withdrawal, Entry(caseId, holder, LogAction.CaseSealed, now)));
    }

    public static async Task ChangeFactsAsync(this TestApp app, string caseId, Func<CaseFacts, CaseFacts> change)
    {
        var commits = new Commits(app.Services);
        CaseSnapshot snapshot = (await commits.Ledger.LoadAsync(caseId))!;
        Assert.Equal(
            CaseCommit.Committed,
            await commits.Changes.ChangeFactsAsync(
                caseId, change(snapshot.Facts), null, Entry(caseId, snapshot.Head.Holder, LogAction.FactsChanged, app.Time.GetUtcNow())));
    }

    public static async Task ParticipantsAsync(this TestApp app, string caseId, params Participant[] participants)
    {
        var commits = new Commits(app.Services);
        CaseCommit commit;
        do
        {
            Stored<CaseHead> head = (await commits.Ledger.ReadHeadAsync(caseId))!;
            commit = await commits.Changes.ChangeParticipantsAsync(
                head.Value, head.ETag, participants, Entry(caseId, head.Value.Holder, LogAction.ParticipantsChanged, app.Time.GetUtcNow()));
        }
        while (commit == CaseCommit.Moved); // what the release left to do writes the head too

        Assert.Equal(CaseCommit.Committed, commit);
    }

    public static FieldValue Value(string path, DateTimeOffset at, string? text = null) => new()
    {
        Path = path,
        State = ValueState.Stated,
        Text = text ?? $"{Canary} {path}",
        RecordedBy = "worker",
        RecordedAt = at,
    };

    private static Consent Informed(string caseId, string holder, string recipient, Pathway pathway, DateTimeOffset now) =>
        Allowed.Consent("con-" + Guid.NewGuid().ToString("N"), caseId, holder, pathway.Purpose, "XN", now, now.AddDays(170)) with
        {
            Scopes = [new ConsentScope
            {
                Id = "scope-1",
                Recipients = [new RecipientChoice(recipient)],
                Pathway = pathway.Id,
                Tier = pathway.Ceiling,
                FullByExplicitChoice = pathway.Ceiling == Tier.Full,
                AtPersonsRequest = true,
                DiscussedAt = now.AddDays(-1),
            }],
        };

    private static LogEntry Entry(string caseId, string holder, string action, DateTimeOffset at) => new()
    {
        Id = "t-" + Guid.NewGuid().ToString("N"),
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = action,
        Actor = new LogActor("Consent.Record", holder, "worker"),
        Holder = holder,
        Case = caseId,
    };
}
