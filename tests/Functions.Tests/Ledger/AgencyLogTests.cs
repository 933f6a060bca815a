using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Ledger;

public sealed class AgencyLogTests
{
    private static LogEntry Entry(string id) =>
        Some.Entry(LogAction.DecisionQueried, id: id) with { Stream = LogStream.OfAgency(Some.Holder) };

    [Fact]
    public async Task AppendAsync_WhenManyRunAtOnce_SharesCommitsAndKeepsOneChain()
    {
        ScriptedStore? counted = null;
        await using var f = new StoreFixture(inner => counted = new ScriptedStore(inner));
        var log = new AgencyLog(f.Store, f.Signal);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => log.AppendAsync(Some.Holder, Entry("a" + i)))));
        IReadOnlyList<LogEntry> entries = await log.ReadAsync(Some.Holder, limit: 1000);
        Assert.Equal(500, entries.Select(entry => entry.Id).Distinct().Count());
        Assert.True(LogChain.Verify(entries, await log.ReadHeadAsync(Some.Holder)).IsIntact);
        Assert.InRange(counted!.Commits, 6, 499);
    }

    [Fact]
    public async Task AppendAsync_WhenTwoProcessesShareAStream_KeepsOneChain()
    {
        await using var f = new StoreFixture();
        AgencyLog[] processes = [new(f.Store, f.Signal), new(f.Store, f.Signal)];
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => processes[i % 2].AppendAsync(Some.Holder, Entry("b" + i))));
        IReadOnlyList<LogEntry> entries = await processes[0].ReadAsync(Some.Holder);
        Assert.Equal(60, entries.Count);
        Assert.True(LogChain.Verify(entries, await processes[0].ReadHeadAsync(Some.Holder)).IsIntact);
    }

    [Fact]
    public async Task AppendAsync_WhenAnEntryHoldsFreeText_FailsForItsCallerAlone()
    {
        await using var f = new StoreFixture();
        var log = new AgencyLog(f.Store, f.Signal);
        Task good = log.AppendAsync(Some.Holder, Entry("good"));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Some.Holder, Entry("bad") with { Outcome = "a free text" }));
        await good;
        Assert.Single(await log.ReadAsync(Some.Holder));
    }

    [Theory]
    [InlineData(Fault.Failed)]
    [InlineData(Fault.FailedButPersisted)]
    public async Task AppendAsync_WhenACommitFaults_WritesTheEntryOnce(Fault fault)
    {
        await using var f = new StoreFixture(inner => new ScriptedStore(inner) { FailAt = 2, Fault = fault });
        var log = new AgencyLog(f.Store, f.Signal);
        await log.AppendAsync(Some.Holder, Entry("c1"));
        await log.AppendAsync(Some.Holder, Entry("c2"));
        await log.AppendAsync(Some.Holder, Entry("c3"));
        IReadOnlyList<LogEntry> entries = await log.ReadAsync(Some.Holder);
        Assert.Equal(["c1", "c2", "c3"], entries.Select(entry => entry.Id));
        Assert.True(LogChain.Verify(entries, await log.ReadHeadAsync(Some.Holder)).IsIntact);
    }

    [Fact]
    public async Task AppendAsync_WhenAnUnansweredCommitArrivesAfterAll_WritesTheEntryOnce()
    {
        await using var f = new StoreFixture(inner => new ScriptedStore(inner) { FailAt = 2, Fault = Fault.ArrivesLate });
        var log = new AgencyLog(f.Store, f.Signal);
        foreach (string id in new[] { "d1", "d2", "d3" })
            await log.AppendAsync(Some.Holder, Entry(id));
        IReadOnlyList<LogEntry> entries = await log.ReadAsync(Some.Holder);
        Assert.Equal(["d1", "d2", "d3"], entries.Select(entry => entry.Id));
        Assert.True(LogChain.Verify(entries, await log.ReadHeadAsync(Some.Holder)).IsIntact);
    }
}
