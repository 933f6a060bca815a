using DataSharing.Embedded.Keys;
using DataSharing.Functions.Tests.Storage;

namespace DataSharing.Functions.Tests.Keys;

public sealed class KeptMarkTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ReadAsync_WhenNothingWasWritten_IsNull() => Assert.Null(await Open().ReadAsync());

    [Fact]
    public async Task ReadAsync_WhenWrittenAndOpenedAgain_IsTheLatest()
    {
        for (int i = 0; i < 5; i++)
        {
            await Open().WriteAsync("at-" + i);
            Assert.Equal("at-" + i, await Open().ReadAsync());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ReadAsync_WhenOnePlaceIsTorn_IsTheOther(int place)
    {
        KeptMark mark = Open();
        await mark.WriteAsync("first");
        await mark.WriteAsync("second");
        byte[] content = await File.ReadAllBytesAsync(Path);
        content[(place * 256) + 3] ^= 1;
        await File.WriteAllBytesAsync(Path, content);
        // Turns begin with one: the first lies in the second place.
        Assert.Equal(place == 0 ? "first" : "second", await Open().ReadAsync());
    }

    private string Path => _directory.File(KeptMark.JournalEnd);

    private KeptMark Open() => new(_directory.Root, KeptMark.JournalEnd);
}
