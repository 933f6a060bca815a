using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Ledger;

/// <summary>
/// A story that makes every kind of commit runs once for each of its commits and each kind of fault. Whoever meets the fault
/// repeats the step with the same ids, as its orchestration would; then everything on disk is verified.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class FaultTableTests
{
    private static readonly (string Name, Func<StoreFixture, AgencyLog, Projector, Task> Do)[] Steps =
    [
        ("open", async (f, _, _) => await f.Commits.Ledger.OpenAsync(Some.Head(), Some.Facts(), Some.Entry(LogAction.CaseOpened, id: "s-open"))),
        ("consent", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Consents.ChangeConsentAsync(
                await f.LoadAsync(), Some.Consent(), null, Some.Entry(LogAction.ConsentRecorded, id: "s-consent")))),
        ("facts", (f, _, _) => StoreFixture.DoneAsync(
            () => f.Commits.Changes.ChangeFactsAsync(Some.Case, Some.Facts(), null, Some.Entry(LogAction.RecordWritten, id: "s-facts")))),
        ("participants", (f, _, _) => StoreFixture.DoneAsync(async () => await f.LoadAsync() is var now ? await f.Commits.Changes.ChangeParticipantsAsync(
            now.Head, now.HeadETag, [new Participant(Some.Shelter, "p9")],
            Some.Entry(LogAction.ParticipantsChanged, id: "s-part")) : default)),
        ("record", (f, _, _) => StoreFixture.DoneAsync(() => f.Commits.Changes.ChangeRecordAsync(
            Some.Case, new RecordDocument("d", 1, [], new BlobReference("b", [1], 1), Some.Noon, "p1"), null,
            Some.Entry(LogAction.RecordWritten, id: "s-record")))),
        ("release 1", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.ReleaseAsync(
                await f.LoadAsync(), Some.Release("r1"), Some.Entry(LogAction.ReleaseCreated, "r1", "s-r1")))),
        ("release 2", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.ReleaseAsync(
                await f.LoadAsync(), Some.Release("r2"), Some.Entry(LogAction.ReleaseCreated, "r2", "s-r2")))),
        ("release 3", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.ReleaseAsync(
                await f.LoadAsync(), Some.Release("r3"), Some.Entry(LogAction.ReleaseCreated, "r3", "s-r3")))),
        ("collect 1", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.CollectAsync(
                await f.LoadAsync("r1"), "k1", Some.Collection(), Some.Entry(LogAction.CollectionMade, "r1", "s-k1")))),
        ("abort", (f, _, _) => StoreFixture.DoneAsync(() => f.Commits.Releases.AbortAsync(
            Some.Case, "r1", "k1", Some.Entry(LogAction.Aborted, "r1", "s-abort")))),
        ("end 3", (f, _, _) => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.EndReleaseAsync(
                await f.LoadAsync("r3"), ReleaseEnd.Expired, Some.Entry(LogAction.ReleaseClosed, "r3", "s-end3")))),
        ("read", (f, _, _) => StoreFixture.DoneAsync(() => f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.RecordRead, id: "s-read")))),
        ("chain", (f, _, _) => f.Commits.Ledger.ChainAsync(Some.Case)),
        ("withdraw", (f, _, _) => StoreFixture.DoneAsync(
            () => f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded, id: "s-w1")))),
        ("enforce", async (f, _, _) => await f.Commits.Stopped.EnforceAsync(
            Some.Case, "w1", r => Some.Entry(LogAction.ReleaseStopped, r.Id, r.Id + ".stopped"))),
        ("agency", (_, log, _) => log.AppendAsync(
            Some.Holder, Some.Entry(LogAction.DecisionQueried, id: "s-agency") with { Stream = LogStream.OfAgency(Some.Holder) })),
        ("project", (_, _, projector) => projector.CatchUpAsync()),
        ("erase", (f, _, _) => StoreFixture.DoneAsync(() => f.Commits.Erasures.EraseAsync(Some.Case, Some.Entry(LogAction.Disposed, id: "s-erase")))),
        ("chain again", (f, _, _) => f.Commits.Ledger.ChainAsync(Some.Case)),
    ];

    [Theory]
    [InlineData(Fault.Failed)]
    [InlineData(Fault.FailedButPersisted)]
    public async Task EveryCommit_WhenItFaultsAndIsRepeated_LeavesOneWholeStory(Fault fault)
    {
        int commits = (await PlayAsync(0, fault)).Count;
        Assert.True(commits >= Steps.Length, $"{commits} commits");
        string[] whole = [.. (await PlayAsync(0, fault)).Entries];
        for (int failAt = 1; failAt <= commits; failAt++)
            Assert.Equal(whole, (await PlayAsync(failAt, fault)).Entries);
    }

    private static async Task<(int Count, IEnumerable<string> Entries)> PlayAsync(int failAt, Fault fault)
    {
        ScriptedStore? store = null;
        await using var f = new StoreFixture(inner => store = new ScriptedStore(inner) { FailAt = failAt, Fault = fault });
        var log = new AgencyLog(f.Store, f.Signal);
        using var projector = new Projector(f.Store, f.Time, f.Signal);
        foreach ((string name, Func<StoreFixture, AgencyLog, Projector, Task> step) in Steps)
        {
            try
            {
                await step(f, log, projector);
            }
            catch (StoreUnavailableException)
            {
                if (name != "open")
                    await f.VerifyAsync();
                await step(f, log, projector);
            }
        }

        int count = store!.Commits;
        await f.VerifyAsync();
        IReadOnlyList<LogEntry> agency = await log.ReadAsync(Some.Holder);
        Assert.True(LogChain.Verify(agency, await log.ReadHeadAsync(Some.Holder)).IsIntact);
        await projector.CatchUpAsync();
        IndexPage<LogEntry> index = await new IndexReader(f.Store).ReadLogAsync(Some.Holder, new LogFilter(), 1000);
        IReadOnlyList<LogEntry> chained = (await f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value.Chained;
        Assert.Equal(chained.Concat(agency).Select(e => e.Id).Order(), index.Rows.Select(e => e.Id).Order());
        Assert.Null((await f.LoadAsync()).Head.CaseKey);
        return (count, chained.Select(e => e.Id).Concat(agency.Select(e => e.Id)).Order());
    }
}
