using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

/// <summary>What every blob store must do.</summary>
public abstract class BlobStoreContract
{
    protected abstract IBlobStore Blobs { get; }

    /// <summary>Far enough from any blob's creation to be after it.</summary>
    protected abstract DateTimeOffset Later { get; }

    [Fact]
    public async Task OpenReadAsync_WhenWritten_GivesTheSameBytes()
    {
        byte[] content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)];
        Assert.True(await Blobs.CreateAsync("packages/a", content));
        Assert.Equal(content, await ReadAsync("packages/a", BlobDigest.Of(content)));
    }

    [Fact]
    public async Task CreateAsync_WhenTheNameIsTaken_LeavesTheFirstContent()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        Assert.False(await Blobs.CreateAsync("a", new byte[] { 2 }));
        Assert.Equal([1], await ReadAsync("a", BlobDigest.Of([1])));
    }

    [Fact]
    public async Task OpenReadAsync_WhenTheDigestDiffers_ThrowsBeforeTheEnd()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("a", BlobDigest.Of([2])));
    }

    [Fact]
    public async Task DeleteAsync_WhenRepeated_IsHarmless()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        await Blobs.DeleteAsync("a");
        await Blobs.DeleteAsync("a");
        Assert.Null(await Blobs.OpenReadAsync("a", BlobDigest.Of([1])));
    }

    [Fact]
    public async Task ListAsync_WhenPaged_NamesEachOldBlobOnce()
    {
        string[] names = [.. Enumerable.Range(0, 25).Select(i => $"packages/{i:D3}/x").Append("record-a-1-0f")];
        foreach (string name in names)
            await Blobs.CreateAsync(name, new byte[] { 1 });
        await Blobs.CreateAsync("gone", new byte[] { 1 });
        await Blobs.DeleteAsync("gone");
        var seen = new List<string>();
        BlobPage page = new([], null);
        do
        {
            page = await Blobs.ListAsync(page.Continuation, Later, 10);
            Assert.InRange(page.Names.Count, 0, 10);
            seen.AddRange(page.Names);
        }
        while (page.Continuation is not null);
        Assert.Equal(names.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListAsync_WhenABlobIsYounger_LeavesItOut()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        Assert.Empty((await Blobs.ListAsync(null, Later.AddDays(-2), 10)).Names);
    }

    [Fact]
    public async Task CreateAsync_WhenRaced_HasOneWinnerWhoseContentStays()
    {
        bool[] won = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => Blobs.CreateAsync("packages/raced", new byte[] { (byte)i }))));
        int winner = Array.IndexOf(won, true);
        Assert.Single(won, wins => wins);
        Assert.Equal([(byte)winner], await ReadAsync("packages/raced", BlobDigest.Of([(byte)winner])));
    }

    [Fact]
    public async Task CreateAsync_WhenTheFormerWasDeleted_WritesAnew()
    {
        await Blobs.CreateAsync("a", new byte[] { 1 });
        await Blobs.DeleteAsync("a");
        Assert.True(await Blobs.CreateAsync("a", new byte[] { 2 }));
        Assert.Equal([2], await ReadAsync("a", BlobDigest.Of([2])));
    }

    [Fact]
    public async Task OpenReadAsync_WhenNothingWasWritten_IsNull() => Assert.Null(await Blobs.OpenReadAsync("packages/none", new byte[32]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public async Task OpenReadAsync_WhenOfAnySize_EndsWhereTheContentEnds(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        await Blobs.CreateAsync("sized", content);
        Assert.Equal(content, await ReadAsync("sized", BlobDigest.Of(content)));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("sized", new byte[32]));
    }

    [Fact]
    public async Task ListAsync_WhenNothingWasWritten_IsOneEmptyPage()
    {
        BlobPage page = await Blobs.ListAsync(null, Later, 10);
        Assert.Equal((0, null), (page.Names.Count, page.Continuation));
    }

    private async Task<byte[]> ReadAsync(string name, byte[] digest)
    {
        await using Stream stream = (await Blobs.OpenReadAsync(name, digest))!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
