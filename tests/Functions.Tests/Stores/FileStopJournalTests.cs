using System.Text;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Stores;

public sealed class FileStopJournalTests : StopJournalContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private FileStopJournal _journal;

    public FileStopJournalTests() => _journal = new FileStopJournal(Path);

    protected override IStopJournal Journal => _journal;

    private string Path => _directory.File("stop-journal");

    public void Dispose()
    {
        _journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Dispose();
    }

    [Fact]
    public async Task Open_WhenTheLastLineIsTorn_DropsItAndGoesOn()
    {
        string torn = StopJournalLines.Format(Entry(2));
        await ReopenAsync(StopJournalLines.Format(Entry(1)) + torn[..(torn.Length / 2)]);
        await _journal.AppendAsync(Entry(3));
        Assert.Equal([Entry(1), Entry(3)], (await _journal.ReadAsync()).Entries);
    }

    [Fact]
    public async Task ReadAsync_WhenALineInTheMiddleIsDamaged_NamesTheLine()
    {
        await ReopenAsync(
            StopJournalLines.Format(Entry(1)) + StopJournalLines.Format(Entry(2)).Replace("w2", "w9", StringComparison.Ordinal)
                + StopJournalLines.Format(Entry(3)));
        InvalidDataException damaged = await Assert.ThrowsAsync<InvalidDataException>(() => _journal.ReadAsync());
        Assert.Contains("line 2", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WhenTheJournalIsShorterThanSeenBefore_Throws()
    {
        await _journal.AppendAsync(Entry(1));
        await _journal.AppendAsync(Entry(2));
        string position = (await _journal.ReadAsync()).Position;
        await ReopenAsync(StopJournalLines.Format(Entry(1)));
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.ReadAsync(position));
    }

    [Fact]
    public async Task ReadAsync_WhenALineIsFromBeforeWhoStoppedWasKept_IsRead()
    {
        string json = StopJournalLines.Format(Entry(1))[17..^1].Replace(",\"by\":null", "", StringComparison.Ordinal);
        Assert.DoesNotContain("\"by\"", json, StringComparison.Ordinal);
        await ReopenAsync(
            $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]} {json}\n");
        Assert.Equal([Entry(1)], (await _journal.ReadAsync()).Entries);
    }

    [Fact]
    public async Task ReadAsync_WhenTheBeginningWasChangedButNotTheLength_Throws()
    {
        await _journal.AppendAsync(Entry(1));
        string position = (await _journal.ReadAsync()).Position;
        await ReopenAsync((await File.ReadAllTextAsync(Path)).Replace("stop journal", "stop jOurnal", StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.ReadAsync(position));
    }

    [Fact]
    public async Task ReadAsync_WhenAnEmptyJournalWasReplacedByAnother_Throws()
    {
        await _journal.EnsureAsync();
        string position = (await _journal.ReadAsync()).Position;
        await _journal.DisposeAsync();
        File.Delete(Path);
        _journal = new FileStopJournal(Path);
        InvalidDataException missing = await Assert.ThrowsAsync<InvalidDataException>(() => _journal.ReadAsync(position));
        Assert.Contains("accept-journal-loss", missing.Message, StringComparison.Ordinal);
        await _journal.EnsureAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => _journal.ReadAsync(position));
    }

    [Fact]
    public async Task ReadAsync_WhenThePositionIsFromBeforeDigests_ComparesTheLength()
    {
        await _journal.AppendAsync(Entry(1));
        string length = (await _journal.ReadAsync()).Position.Split(':')[0];
        await _journal.AppendAsync(Entry(2));
        Assert.Equal([Entry(2)], (await _journal.ReadAsync(length)).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenTheFileWasTakenAway_SaysSo()
    {
        await _journal.AppendAsync(Entry(1));
        File.Delete(Path);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _journal.AppendAsync(Entry(2)));
    }

    [Fact]
    public async Task AppendAsync_WhenThereIsAWitness_TellsItHowFarTheJournalReaches()
    {
        var witness = new Embedded.Keys.KeptMark(_directory.Root, "end");
        await using var journal = new FileStopJournal(_directory.File("told"), witness);
        await journal.AppendAsync(Entry(1));
        Assert.Equal((await journal.ReadAsync()).Position, await witness.ReadAsync());
        await journal.AppendAsync(Entry(2));
        Assert.Equal((await journal.ReadAsync()).Position, await witness.ReadAsync());
    }

    [Fact]
    public async Task BeginAnewAsync_WhenThereIsOne_PutsItAside()
    {
        await _journal.AppendAsync(Entry(1));
        await _journal.BeginAnewAsync();
        Assert.Empty((await _journal.ReadAsync()).Entries);
        string aside = Assert.Single(Directory.GetFiles(_directory.Root, "stop-journal.aside-*"));
        Assert.Equal([Entry(1)], await FileStopJournal.ReadCopyAsync(aside));
        await _journal.AppendAsync(Entry(2));
        Assert.Equal([Entry(2)], (await _journal.ReadAsync()).Entries);
    }

    private async Task ReopenAsync(string content)
    {
        await _journal.DisposeAsync();
        await File.WriteAllTextAsync(Path, content, new UTF8Encoding(false));
        _journal = new FileStopJournal(Path);
    }
}
