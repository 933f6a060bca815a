using DataSharing.Embedded.Stores;

namespace DataSharing.Functions.Tests.Stores;

public sealed class SpaceReserveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Release_WhenStepsAreLeft_FreesThemOneByOne()
    {
        SpaceReserve reserve = Reserve();
        Assert.False(reserve.Release());
        Assert.True(reserve.TryFill());
        Assert.True(reserve.IsWhole);
        Assert.True(reserve.Release());
        Assert.False(reserve.IsWhole);
        long whole = 5 * 65_536L;
        Assert.Equal(whole - 127_680, Length);
        Assert.True(reserve.Release());
        Assert.True(reserve.Release());
        Assert.Equal(0, Length);
        Assert.False(reserve.Release());
        Assert.True(reserve.TryFill());
        Assert.True(Length >= 300_000);
    }

    [Fact]
    public void TryFill_WhenTheDiskHasNoRoomBesideIt_LeavesItAlone()
    {
        var reserve = new SpaceReserve(_directory.File("reserve"), long.MaxValue / 4, 1);
        Assert.False(reserve.TryFill());
        Assert.Equal(0, Length);
        Assert.True(reserve.IsFilled);
    }

    [Fact]
    public void TryFill_WhenItIsThereAfterARestart_IsWholeAtOnce()
    {
        Assert.True(Reserve().TryFill());
        Assert.True(Reserve().IsWhole);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.File("reserve")));
    }

    [Fact]
    public void IsShort_WhenNothingWasFreed_IsFalse()
    {
        Assert.False(Reserve().IsShort);
        SpaceReserve reserve = Reserve();
        Assert.True(reserve.TryFill());
        Assert.False(reserve.IsShort);
    }

    [Fact]
    public void IsShort_WhenItWasFreedAndThereIsRoomAgain_FillsItAndIsFalse()
    {
        SpaceReserve reserve = Reserve();
        Assert.True(reserve.TryFill());
        Assert.True(reserve.Release());
        Assert.False(reserve.IsShort);
        Assert.True(reserve.IsWhole);
    }

    [Fact]
    public void IsShort_WhenItWasFreedBeforeTheStartAndCannotBeFilled_IsTrueAtOnce()
    {
        Assert.True(Reserve().TryFill());
        Assert.True(Hopeless().IsShort);
    }

    [Fact]
    public void IsShort_WhenItWasFreedBeforeTheStartAndThereIsRoom_FillsItAndIsFalse()
    {
        Assert.True(Reserve().TryFill());
        Assert.True(Reserve().Release());
        SpaceReserve restarted = Reserve();
        Assert.False(restarted.IsShort);
        Assert.True(restarted.IsWhole);
    }

    [Fact]
    public void IsShort_WhenItCouldNeverBeFilled_IsTrue()
    {
        SpaceReserve reserve = Hopeless();
        Assert.False(reserve.TryFill());
        Assert.True(reserve.IsShort);
    }

    // Larger than any disk.
    private SpaceReserve Hopeless() => new(_directory.File("reserve"), long.MaxValue / 4, 1);

    private long Length => new FileInfo(_directory.File("reserve")).Length;

    // Not a multiple of what is written at once.
    private SpaceReserve Reserve() => new(_directory.File("reserve"), 300_000, 127_680);
}
