using System.Text;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Stores;

public sealed class ErasureTests
{
    private sealed record Keyed(string? Key);

    [Fact]
    public async Task RunAsync_AfterKeysAndBlobsWereRemoved_NoFileHoldsThem()
    {
        using var directory = new TemporaryDirectory();
        await using var stores = EmbeddedStores.Open(directory.Root, TimeProvider.System);
        await stores.Gate.OpenAsync();
        var here = Partition.Case("c");
        byte[] blob = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("blob-needle-3f91c7 ", 5000)));
        await stores.Documents.CommitAsync(
            here, Operation.Create("removed", new Keyed("needle-removed-5a")), Operation.Create("deleted", new Keyed("needle-deleted-5b")));
        await stores.Documents.CommitAsync(here, Operation.Create("replaced", new Keyed("needle-replaced-5c")));
        await stores.Blobs.CreateAsync("b", blob);
        string[] needles = ["needle-removed-5a", "needle-deleted-5b", "needle-replaced-5c", "blob-needle-3f91c7"];
        Assert.All(needles, needle => Assert.True(directory.Holds(Encoding.ASCII.GetBytes(needle))));

        await stores.Documents.CommitAsync(
            here, Operation.Patch("removed", PatchStep.Remove("/key")), Operation.Delete("deleted"),
            Operation.Replace("replaced", new Keyed(null)));
        await stores.Blobs.DeleteAsync("b");
        Assert.True(await stores.Truncation.RunAsync());
        Assert.All(needles, needle => Assert.False(directory.Holds(Encoding.ASCII.GetBytes(needle)), needle));
    }

    [Fact]
    public async Task CommitAsync_WhenItErases_TruncationRunsByItselfWithinTheMinute()
    {
        using var directory = new TemporaryDirectory();
        var time = new ManualTime();
        await using var stores = EmbeddedStores.Open(directory.Root, time);
        await stores.Gate.OpenAsync();
        await stores.Documents.CommitAsync(Partition.Case("c"), Operation.Create("d", new Keyed("needle-7e")));
        time.Advance(TimeSpan.FromMinutes(1));
        await Wait.UntilAsync(() => stores.Truncation.Completed == 1);
        await stores.Documents.CommitAsync(Partition.Case("c"), Operation.Delete("d"));
        time.Advance(TimeSpan.FromSeconds(59));
        await Wait.UntilAsync(() => stores.Truncation.Completed == 2);
        Assert.False(directory.Holds("needle-7e"u8));
    }
}
