using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.Blobs;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Azure.Blobs;

/// <summary>The contract of stop journals on azurite, with several instances, blobs that fill up, and lost answers.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureStopJournalTests(AzuriteFixture azurite) : StopJournalContract, IDisposable
{
    private readonly string _container = AzuriteFixture.NewContainer();
    private readonly WireFaults _wire = new();
    private readonly List<AzureStopJournal> _instances = [];

    protected override IStopJournal Journal => _instances.Count > 0 ? _instances[0] : Open();

    public void Dispose() => _instances.ForEach(instance => instance.Dispose());

    [Fact]
    public async Task AppendAsync_WhenInstancesWriteAtOnce_KeepsEachLineWholeAndOnce()
    {
        AzureStopJournal[] instances = [.. Enumerable.Range(0, 4).Select(_ => Open(fullLength: 1000))];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => instances[i % 4].AppendAsync(Entry(i)))));
        JournalPage page = await Open().ReadAsync();
        Assert.Equal(Enumerable.Range(0, 40), page.Entries.Select(entry => int.Parse(entry.Id[1..], null)).Order());
    }

    [Fact]
    public async Task ReadAsync_WhenBlobsFillUp_GoesOnFromAnyPositionInOrder()
    {
        AzureStopJournal journal = Open(fullLength: 300);
        var positions = new List<string> { (await journal.ReadAsync()).Position };
        for (int i = 0; i < 8; i++)
        {
            await journal.AppendAsync(Entry(i));
            positions.Add((await journal.ReadAsync()).Position);
        }

        Assert.True(int.Parse(positions[^1].Split(':')[0], null) >= 3);
        for (int seen = 0; seen <= 8; seen++)
            Assert.Equal(Enumerable.Range(seen, 8 - seen).Select(Entry), (await Open().ReadAsync(positions[seen])).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenAnotherInstanceHasMovedOn_NeverWritesBeforeWhatIsThere()
    {
        AzureStopJournal slow = Open(fullLength: 300), fast = Open(fullLength: 300);
        await slow.AppendAsync(Entry(0));
        for (int i = 1; i < 6; i++)
            await fast.AppendAsync(Entry(i));
        string position = (await fast.ReadAsync()).Position;
        await slow.AppendAsync(Entry(6));
        Assert.Equal([Entry(6)], (await Open().ReadAsync(position)).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenTheAnswerIsLost_WritesOneLine()
    {
        await Journal.AppendAsync(Entry(1));
        _wire.LoseAnswers(1, request => request.RequestUri!.Query.Contains("comp=appendblock", StringComparison.Ordinal));
        await Journal.AppendAsync(Entry(2));
        await Journal.AppendAsync(Entry(3));
        Assert.Equal([Entry(1), Entry(2), Entry(3)], (await Journal.ReadAsync()).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenTheServiceIsDown_IsUnavailableAndGoesOnAfterwards()
    {
        await Journal.AppendAsync(Entry(1));
        _wire.IsDown = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Journal.AppendAsync(Entry(2)));
        _wire.IsDown = false;
        await Journal.AppendAsync(Entry(3));
        Assert.Equal([Entry(1), Entry(3)], (await Journal.ReadAsync()).Entries);
    }

    [Fact]
    public async Task AppendAsync_WhenTheEndIsKnown_IsOneRequest()
    {
        await Journal.AppendAsync(Entry(1));
        _wire.Seen.Clear();
        await Journal.AppendAsync(Entry(2));
        Assert.Equal("PUT", Assert.Single(_wire.Seen).Method);
    }

    [Fact]
    public async Task ReadAsync_WhenALineIsDamaged_NamesBlobAndLine()
    {
        await Journal.AppendAsync(Entry(1));
        await AppendRawAsync(StopJournalLines.Format(Entry(2)).Replace("w2", "w9", StringComparison.Ordinal));
        InvalidDataException damaged = await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync());
        Assert.Contains("stops-000001: line 2", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WhenTheJournalIsShorterThanSeenBefore_Throws()
    {
        await Journal.AppendAsync(Entry(1));
        string position = (await Journal.ReadAsync()).Position;
        await Raw().DeleteBlobAsync("stops-000001");
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync(position));
        await Open().AppendAsync(Entry(2));
        await Open().AppendAsync(Entry(22));
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync("1:7"));
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync("2:0"));
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync("17"));
    }

    [Fact]
    public async Task ReadAsync_WhenTheJournalWasReplacedByOneAsLong_Throws()
    {
        await Journal.AppendAsync(Entry(1));
        string position = (await Journal.ReadAsync()).Position;
        await Raw().DeleteBlobAsync("stops-000001");
        await Open().AppendAsync(Entry(2));
        InvalidDataException other = await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync(position));
        Assert.Contains("accept-journal-loss", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WhenAnEmptyJournalWasTakenAway_Throws()
    {
        await Journal.EnsureAsync();
        string position = (await Journal.ReadAsync()).Position;
        Assert.Empty((await Open().ReadAsync(position)).Entries);
        await Raw().DeleteBlobAsync("stops-000001");
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync(position));
    }

    [Fact]
    public async Task BeginAnewAsync_WhenTheJournalHoldsSomething_AsksForAnEmptyOne()
    {
        await Journal.BeginAnewAsync();
        await Journal.AppendAsync(Entry(1));
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Open().BeginAnewAsync());
        Assert.Contains("Journal:Endpoint", refused.Message, StringComparison.Ordinal);
    }

    private AzureStopJournal Open(long fullLength = AzureStopJournal.FullLength)
    {
        var journal = new AzureStopJournal(azurite.Connection(_wire), azurite.Account, _container, fullLength);
        _instances.Add(journal);
        return journal;
    }

    private async Task AppendRawAsync(string line) =>
        await Raw().GetAppendBlobClient("stops-000001").AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes(line)));

    private BlobContainerClient Raw()
    {
        AzureConnection connection = azurite.Connection();
        var options = new BlobClientOptions { Transport = new HttpClientTransport(connection.Handler!()) };
        return new BlobContainerClient(new Uri($"{azurite.Account}/{_container}"), connection.Credential, options);
    }
}
