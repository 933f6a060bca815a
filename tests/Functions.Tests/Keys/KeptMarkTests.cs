using DataSharing.Embedded.Keys;
using DataSharing.Functions.Storage;

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

    [Theory]
    [InlineData("")]
    [InlineData("no mark")]
    public async Task ReadAsync_WhenItIsThereAndNoPlaceCanBeRead_IsRefusedWithTheRemedy(string content)
    {
        await Open().WriteAsync("first");
        await File.WriteAllTextAsync(Path, content);
        InvalidDataException damaged = await Assert.ThrowsAsync<InvalidDataException>(() => Open().ReadAsync());
        Assert.Contains("newest copy of the key directory", damaged.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Open().WriteAsync("second"));
        Assert.Equal(content, await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public async Task WriteAsync_WhenOneFailed_NeverTouchesTheWholePlace()
    {
        KeptMark mark = Open();
        await mark.WriteAsync("first");
        await mark.WriteAsync("second");
        byte[] content = await File.ReadAllBytesAsync(Path);
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => mark.WriteAsync("lost"));
        Directory.Delete(Path);
        await File.WriteAllBytesAsync(Path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await mark.WriteAsync("third");
        string text = await File.ReadAllTextAsync(Path);
        Assert.Contains("second", text, StringComparison.Ordinal);
        Assert.Contains("third", text, StringComparison.Ordinal);
        Assert.Equal("third", await Open().ReadAsync());
    }

    [Fact]
    public async Task WriteAsync_WhenItIsNew_IsItsOwnersAlone()
    {
        await Open().WriteAsync("first");
        Assert.Equal("first", await Open().ReadAsync());
        Assert.Single(Directory.GetFiles(_directory.Root));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    private string Path => _directory.File(KeptMark.JournalEnd);

    private KeptMark Open() => new(_directory.Root, KeptMark.JournalEnd);
}
