using DataSharing.Domain.AccessLog;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>
/// A case is opened, shared from, collected and stopped while one request of all those that this makes goes wrong: each
/// request in turn, in each way. Whoever meets the fault repeats the step with the same ids, as its orchestration would.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class CosmosFaultTests : IAsyncLifetime
{
    private static readonly (string Name, Func<StoreFixture, Task> Do)[] Story =
    [
        ("open", async f => await f.Commits.Ledger.OpenAsync(Some.Head(), Some.Facts(), Some.Entry(LogAction.CaseOpened, id: "s-open"))),
        ("consent", f => StoreFixture.DoneAsync(
            async () => await f.Commits.Consents.ChangeConsentAsync(
                await f.LoadAsync(), Some.Consent(), null, Some.Entry(LogAction.ConsentRecorded, id: "s-consent")))),
        ("release", f => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.ReleaseAsync(
                await f.LoadAsync(), Some.Release("r1"), Some.Entry(LogAction.ReleaseCreated, "r1", "s-r1")))),
        ("collect", f => StoreFixture.DoneAsync(
            async () => await f.Commits.Releases.CollectAsync(
                await f.LoadAsync("r1"), "k1", Some.Collection(), Some.Entry(LogAction.CollectionMade, "r1", "s-k1")))),
        ("read", f => StoreFixture.DoneAsync(() => f.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.RecordRead, id: "s-read")))),
        ("withdraw", f => StoreFixture.DoneAsync(
            () => f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded, id: "s-w1")))),
        ("enforce", async f => await f.Commits.Stopped.EnforceAsync(
            Some.Case, "w1", r => Some.Entry(LogAction.ReleaseStopped, r.Id, r.Id + ".stopped"))),
        ("chain", f => f.Commits.Ledger.ChainAsync(Some.Case)),
    ];

    private readonly CosmosFake _fake = new();
    private CosmosPartitionStore? _store;

    public async Task InitializeAsync() => _store = await CosmosFixture.ConnectAsync(_fake, new ManualTime { Impatient = true });

    public async Task DisposeAsync() => await _store!.DisposeAsync();

    public static TheoryData<CosmosFaultAt, int> Faults => new()
    {
        { CosmosFaultAt.Before, 0 },
        { CosmosFaultAt.Before, 429 },
        { CosmosFaultAt.Before, 449 },
        { CosmosFaultAt.Before, 503 },
        { CosmosFaultAt.After, 0 },
        { CosmosFaultAt.After, 408 },
        { CosmosFaultAt.After, 503 },
        { CosmosFaultAt.InBatch, 449 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryRequest_WhenItFaultsAndTheStepIsRepeated_LeavesOneWholeStory(CosmosFaultAt at, int status)
    {
        await using var f = new StoreFixture(documents: _store);
        (int requests, string whole) = await PlayAsync(f, 0, null);
        Assert.InRange(requests, Story.Length * 2, 60);
        for (int failAt = 1; failAt <= requests; failAt++)
            Assert.Equal((failAt, whole), (failAt, (await PlayAsync(f, failAt, new CosmosFault(at, status))).Story));
    }

    private async Task<(int Requests, string Story)> PlayAsync(StoreFixture f, int failAt, CosmosFault? fault)
    {
        _fake.Clear();
        int before = _fake.Calls;
        _fake.Faults = call => call.Index == before + failAt ? fault : null;
        foreach ((string name, Func<StoreFixture, Task> step) in Story)
        {
            try
            {
                await step(f);
            }
            catch (StoreUnavailableException)
            {
                if (name != "open")
                    await f.VerifyAsync();
                await step(f);
            }
        }

        int requests = _fake.Calls - before;
        await f.VerifyAsync();
        (_, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) = (await f.Commits.Ledger.ReadLogAsync(Some.Case))!.Value;
        Assert.Empty(waiting);
        CaseSnapshot end = await f.LoadAsync("r1");
        WithdrawalDocument withdrawal = (await f.Store.ReadAsync<WithdrawalDocument>(
            Partition.Case(Some.Case), CaseIds.Withdrawal("w1")))!.Value;
        Assert.Equal(Some.Shelter, Assert.Single(withdrawal.Holders).Registration);
        Assert.Single(end.Release!.Value.Collections);
        Assert.Null(end.Release.Value.Envelope);
        Assert.Equal(1, end.Head.Epoch);
        return (requests, string.Join(' ', chained.Select(entry => entry.Id)));
    }
}
