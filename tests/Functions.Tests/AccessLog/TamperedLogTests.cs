using DataSharing.Domain.AccessLog;
using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>Somebody who can write the database and has no key rewrites a log: its check must never say that it is whole.</summary>
[Trait("Speed", "Slow")]
public sealed class TamperedLogTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private string _case = "";

    private Partition Place => Partition.Case(_case);

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(follows: false);
        _app.EditsTheLog = true;
        _case = await _app.OpenCaseAsync();
        await _app.ConsentAsync(_case);
        string id = await _app.ReadyAsync(_case);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        await _app.Get<CaseLedger>().ChainAsync(_case);
        Assert.Equal((true, null), await VerdictAsync());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Verify_WhenTheLastEntriesWereCutTogetherWithTheHead_IsNotIntact()
    {
        await RewriteAsync(entries => [.. entries.SkipLast(2)]);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenCollectionsWereTakenOutAndTheRestChainedAnew_IsNotIntact()
    {
        await RewriteAsync(entries => [.. entries.Where(entry => entry.Action != LogAction.CollectionMade)]);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenPersonsWereChangedAndTheRestChainedAnew_IsNotIntact()
    {
        await RewriteAsync(entries => [.. entries.Select(entry => entry with { Actor = entry.Actor with { Person = "somebody-else" } })]);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenAllWasReordered_IsNotIntact()
    {
        await RewriteAsync(entries => [.. entries.Reverse()]);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenTheSealWasTakenOff_IsNotIntact()
    {
        CaseHead head = await HeadAsync();
        await _app.Store.CommitAsync(Place, Operation.Replace(CaseHead.DocumentId, head with { LogSeal = null }));
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    // Whoever has the key too cannot make what is on record elsewhere go away.
    [Theory]
    [InlineData(LogAction.CollectionMade)]
    [InlineData(LogAction.ReleaseCreated)]
    public async Task Verify_WhenWhatLeftHasNoEntryInASealedLog_IsNotIntact(string action)
    {
        await RewriteAsync(entries => [.. entries.Where(entry => entry.Action != action)], isSealed: true);
        Assert.Equal((false, "notLogged"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenAStopHasNoEntryInASealedLog_IsNotIntact()
    {
        await _app.WithdrawAsync(_case);
        await _app.Get<CaseLedger>().ChainAsync(_case);
        Assert.Equal((true, null), await VerdictAsync());
        await RewriteAsync(entries => [.. entries.Where(entry => entry.Action != LogAction.WithdrawalRecorded)], isSealed: true);
        Assert.Equal((false, "notLogged"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenAWaitingEntryIsGone_IsNotIntact()
    {
        await _app.WithdrawAsync(_case);
        string id = (await HeadAsync()).Unchained.Single(entry => entry.StartsWith("e-wd-", StringComparison.Ordinal));
        await _app.Store.CommitAsync(Place, Operation.Delete(CaseIds.Unchained(id)));
        Assert.Equal((false, "waitingGone"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenTheLogGoesOnAfterItWasRewritten_StaysNotIntact()
    {
        await RewriteAsync(entries => [.. entries.Where(entry => entry.Action != LogAction.CaseRead).SkipLast(1)]);
        string? seal = (await HeadAsync()).LogSeal;
        await _app.WithdrawAsync(_case);
        await _app.Get<CaseLedger>().ChainAsync(_case);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
        await _app.ConsentAsync(_case);
        await _app.Get<CaseLedger>().ChainAsync(_case);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
        Assert.Equal(seal, (await HeadAsync()).LogSeal);
    }

    [Fact]
    public async Task Verify_WhenAnAgencysStreamGoesOnAfterItWasRewritten_StaysNotIntact()
    {
        AgencyLog log = _app.Get<AgencyLog>();
        await log.AppendAsync("reg-advocate", Entry("q0"));
        AgencyHead head = (await log.FindHeadAsync("reg-advocate"))!;
        LogHead before = head.Log.Seq == 1 ? LogHead.Empty : await EndAsync(head.Log.Seq - 1);
        (LogEntry other, LogHead next) = LogChain.Append(before, Entry("q-other"));
        Assert.True((await _app.Store.CommitAsync(
            Partition.Agency("reg-advocate"), Operation.Replace(CaseIds.Chained(next.Seq), other),
            Operation.Replace(AgencyHead.DocumentId, head with { Log = next }))).IsCommitted);
        await log.AppendAsync("reg-advocate", Entry("q1"));
        Assert.Equal(LogDefect.Unsealed, (await AgencyAsync()).Defect);
        await log.AppendAsync("reg-advocate", Entry("q2"));
        Assert.Equal(LogDefect.Unsealed, (await AgencyAsync()).Defect);

        async Task<LogHead> EndAsync(long seq) =>
            (await log.ReadAsync("reg-advocate", seq - 1))[0] is var last ? new LogHead(last.Seq!.Value, last.Hash!) : LogHead.Empty;
    }

    [Fact]
    public async Task Chain_WhenAWaitingEntryHasNoSeal_GoesOnAndTheLogIsNotIntact()
    {
        await _app.WithdrawAsync(_case);
        await EditAsync(waiting => waiting with { Seal = null });
        Assert.Equal((false, "unsealed"), await VerdictAsync());
        await _app.Get<CaseLedger>().ChainAsync(_case);
        Assert.Empty((await HeadAsync()).Unchained);
        await _app.ConsentAsync(_case);
        Assert.Equal((false, "unsealed"), await VerdictAsync());
    }

    [Fact]
    public async Task Verify_WhenAWaitingEntryWasEdited_IsNotIntactAndItIsNeverChained()
    {
        await _app.WithdrawAsync(_case);
        await EditAsync(waiting => waiting with { Entry = waiting.Entry! with { Actor = new LogActor("somebody") } });
        Assert.Equal((false, "unsealed"), await VerdictAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() => _app.Get<CaseLedger>().ChainAsync(_case));
        // A stop never waits for a log that is in order.
        Assert.NotNull(await _app.WithdrawAsync(_case));
    }

    [Fact]
    public async Task Verify_WhenTheDatabaseWasSetBackSince_IsNotIntact()
    {
        await Setbacks.AddAsync(_app.Get<OpenStore>().Documents, _app.Get<LogSeals>(), new Setback(_app.Time.GetUtcNow(), 3, Version: 0));
        Assert.Equal((false, "setBack"), await VerdictAsync());
        _app.Time.Advance(TimeSpan.FromDays(1));
        string later = await _app.OpenCaseAsync();
        CheckedLog? after = await _app.Get<LogEvidence>().OfCaseAsync(later, default);
        Assert.Equal(LogDefect.None, after!.Finding.Defect);
    }

    [Fact]
    public async Task Verify_WhenTheDatabaseWasSetBackByAClockThatWasBehind_IsNotIntact()
    {
        long version = long.Parse(
            (await _app.Store.ReadAsync<CaseHead>(Place, CaseHead.DocumentId))!.ETag, System.Globalization.CultureInfo.InvariantCulture);
        await Setbacks.AddAsync(
            _app.Get<OpenStore>().Documents, _app.Get<LogSeals>(), new Setback(_app.Time.GetUtcNow().AddDays(-400), 3, version));
        Assert.Equal((false, "setBack"), await VerdictAsync());
        string later = await _app.OpenCaseAsync();
        Assert.Equal(LogDefect.None, (await _app.Get<LogEvidence>().OfCaseAsync(later, default))!.Finding.Defect);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Setback_WhenItIsMadeUp_CountsForNothing(string? seal)
    {
        IPartitionStore store = _app.Get<OpenStore>().Documents;
        await store.CommitAsync(
            Partition.System("gate"), [Operation.Create("setback-x", new Setback(DateTimeOffset.MaxValue, 3, long.MaxValue, seal))]);
        await store.CommitAsync(
            Partition.System("gate"), [Operation.Create("setback-y", new Setback(DateTimeOffset.MinValue, 3, 0, seal))]);
        Assert.Equal((true, null), await VerdictAsync());
        var restarted = new LogSeals(_app.Get<IKeyService>());
        await new StoreGate(store, _app.Get<IStopJournal>(), _app.Time, null, restarted).OpenAsync();
        Assert.True(restarted.IsComplete);
    }

    [Fact]
    public async Task Setback_WhenItIsOnRecord_LetsLogsWithoutSealsPassUntilTheyHaveOne()
    {
        IPartitionStore store = _app.Get<OpenStore>().Documents;
        await Setbacks.AddAsync(store, _app.Get<LogSeals>(), new Setback(_app.Time.GetUtcNow(), 3, 0));
        var restarted = new LogSeals(_app.Get<IKeyService>());
        await new StoreGate(store, _app.Get<IStopJournal>(), _app.Time, null, restarted).OpenAsync();
        Assert.False(restarted.IsComplete);
    }

    [Fact]
    public async Task Verify_WhenAnAgencysOwnStreamWasCutTogetherWithItsHead_IsNotIntact()
    {
        AgencyLog log = _app.Get<AgencyLog>();
        for (int i = 0; i < 3; i++)
            await log.AppendAsync("reg-advocate", Entry("q" + i));
        Assert.Equal(LogDefect.None, (await AgencyAsync()).Defect);
        AgencyHead head = (await log.FindHeadAsync("reg-advocate"))!;
        LogEntry before = (await log.ReadAsync("reg-advocate", head.Log.Seq - 2))[0];
        var stream = Partition.Agency("reg-advocate");
        await _app.Store.CommitAsync(
            stream, Operation.Delete(CaseIds.Chained(head.Log.Seq)),
            Operation.Replace(AgencyHead.DocumentId, head with { Log = new LogHead(before.Seq!.Value, before.Hash!) }));
        Assert.Equal(LogDefect.Unsealed, (await AgencyAsync()).Defect);
    }

    [Fact]
    public async Task SealLogs_WhenLogsAreFromBeforeThereWereSeals_SealsThemAndAsksForSealsFromThenOn()
    {
        var seals = new LogSeals(_app.Get<IKeyService>());
        await seals.LoadAsync(isSetBack: true);
        Assert.False(seals.IsComplete);
        CaseHead head = await HeadAsync();
        Assert.True(seals.Stands(LogStream.OfCase(_case), head.Log, null));
        await _app.Store.CommitAsync(Place, Operation.Replace(CaseHead.DocumentId, head with { LogSeal = null }));
        var signal = new CommitSignal();
        var timers = new WitnessTimers(
            _app.Store,
            new CaseLedger(_app.Store, _app.Time, signal, seals), new AgencyLog(_app.Store, signal, seals), _app.Get<StoreGate>(),
            seals);
        await timers.SealLogs(null!, default);
        Assert.NotNull((await HeadAsync()).LogSeal);
        Assert.False(seals.IsComplete);
        await _app.WithdrawAsync(_case);
        await EditAsync(waiting => waiting with { Seal = null });
        await timers.SealLogs(null!, default);
        Assert.Empty((await HeadAsync()).Unchained);
        Assert.False(seals.IsComplete);
        await timers.SealLogs(null!, default);
        Assert.True(seals.IsComplete);
        Assert.False(seals.Stands(LogStream.OfCase(_case), head.Log, null));
    }

    private async Task EditAsync(Func<UnchainedEntry, UnchainedEntry> change)
    {
        string id = CaseIds.Unchained((await HeadAsync()).Unchained.Single(entry => entry.StartsWith("e-wd-", StringComparison.Ordinal)));
        UnchainedEntry waiting = (await _app.Store.ReadAsync<UnchainedEntry>(Place, id))!.Value;
        Assert.True((await _app.Store.CommitAsync(Place, Operation.Replace(id, change(waiting)))).IsCommitted);
    }

    private static LogEntry Entry(string id) => new()
    {
        Id = id,
        Stream = LogStream.OfAgency("reg-advocate"),
        At = new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero),
        Action = LogAction.LogRead,
        Actor = new LogActor("Log.Review", "reg-advocate", "p1"),
    };

    private async Task<LogFinding> AgencyAsync() => (await _app.Get<LogEvidence>().OfAgencyAsync("reg-advocate", default)).Finding;

    private async Task<CaseHead> HeadAsync() => (await _app.Get<CaseLedger>().ReadHeadAsync(_case))!.Value;

    private async Task<(bool, string?)> VerdictAsync()
    {
        Answer answer = await _app.GetAsync("advocate-dpo", $"access-log/verification?case={_case}");
        Assert.Equal(200, answer.Status);
        return ((bool)answer.Json["intact"]!, (string?)answer.Json["defect"]);
    }

    /// <summary>Writes another history in the place of the log, with a head that fits it.</summary>
    private async Task RewriteAsync(Func<IReadOnlyList<LogEntry>, IReadOnlyList<LogEntry>> change, bool isSealed = false)
    {
        await _app.Get<CaseLedger>().ChainAsync(_case);
        (LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting) log =
            (await _app.Get<CaseLedger>().ReadLogAsync(_case))!.Value;
        Assert.Empty(log.Waiting);
        (LogHead? head, List<Operation>? operations) = (LogHead.Empty, new List<Operation>());
        foreach (LogEntry entry in change(log.Chained))
        {
            (LogEntry chained, head) = LogChain.Append(head, entry with { Seq = null, Hash = null, Previous = null });
            operations.Add(Operation.Replace(CaseIds.Chained(head.Seq), chained));
        }

        for (long gone = head.Seq + 1; gone <= log.Head.Seq; gone++)
            operations.Add(Operation.Delete(CaseIds.Chained(gone)));
        string? seal = isSealed ? _app.Get<LogSeals>().Of(LogStream.OfCase(_case), head) : (await HeadAsync()).LogSeal;
        operations.Add(Operation.Replace(CaseHead.DocumentId, await HeadAsync() with { Log = head, LogSeal = seal }));
        Assert.True((await _app.Store.CommitAsync(Place, operations)).IsCommitted);
    }
}
