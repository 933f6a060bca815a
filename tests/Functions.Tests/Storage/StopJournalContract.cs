using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

/// <summary>What every stop journal must do.</summary>
public abstract class StopJournalContract
{
    protected static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    protected abstract IStopJournal Journal { get; }

    protected static StopEntry Entry(int i) => new("w" + i, StopKind.Withdrawal, "case-" + i, "all", Noon.AddSeconds(i));

    [Fact]
    public async Task ReadAsync_WhenNothingWasWritten_IsEmpty() => Assert.Empty((await Journal.ReadAsync()).Entries);

    [Fact]
    public async Task ReadAsync_WhenGivenAPosition_GoesOnBehindIt()
    {
        await Journal.AppendAsync(Entry(1));
        JournalPage first = await Journal.ReadAsync();
        await Journal.AppendAsync(Entry(2));
        Assert.Equal([Entry(1)], first.Entries);
        Assert.Equal([Entry(2)], (await Journal.ReadAsync(first.Position)).Entries);
        Assert.Equal([Entry(1), Entry(2)], (await Journal.ReadAsync()).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenMany_KeepsAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Journal.AppendAsync(Entry(i)))));
        Assert.Equal(50, (await Journal.ReadAsync()).Entries.Distinct().Count());
    }

    [Fact]
    public async Task ReadAsync_WhenThePositionIsTheEnd_IsEmptyUntilMoreIsWritten()
    {
        string beginning = (await Journal.ReadAsync()).Position;
        await Journal.AppendAsync(Entry(1));
        Assert.Equal([Entry(1)], (await Journal.ReadAsync(beginning)).Entries);
        JournalPage page = await Journal.ReadAsync();
        JournalPage after = await Journal.ReadAsync(page.Position);
        Assert.Empty(after.Entries);
        Assert.Equal(page.Position, after.Position);
        await Journal.AppendAsync(Entry(2));
        Assert.Equal([Entry(2)], (await Journal.ReadAsync(after.Position)).Entries);
    }

    [Fact]
    public async Task SalvageAsync_WhenNothingIsDamaged_IsEverything()
    {
        Assert.Empty((await Journal.SalvageAsync()).Entries);
        await Journal.AppendAsync(Entry(1));
        await Journal.AppendAsync(Entry(2));
        SalvagedJournal salvaged = await Journal.SalvageAsync();
        Assert.Equal([Entry(1), Entry(2)], salvaged.Entries);
        Assert.Equal(0, salvaged.Skipped);
    }

    [Fact]
    public async Task AppendAsync_WhenOneAfterTheOther_KeepsTheirOrderAndAllTheySay()
    {
        StopEntry[] entries =
        [
            Entry(1),
            Entry(2) with { By = new StopOrigin(true, "link", new LogActor("survivor")) },
            new StopEntry("e1", StopKind.Erasure, "case-\u00e4", "release:r1", Noon),
            Entry(1),
        ];
        foreach (StopEntry entry in entries)
            await Journal.AppendAsync(entry);
        Assert.Equal(entries, (await Journal.ReadAsync()).Entries);
    }
}
