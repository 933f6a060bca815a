namespace DataSharing.EndToEnd.Tests.Support;

public sealed class AppProcessTests
{
    [Fact]
    public async Task StartAsync_WhenTheProgramRefusesToStart_SaysWhatItSaidAndLeavesNothing()
    {
        // Without --development the program needs an issuer and keys, which are not given here.
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => AppProcess.StartAsync([]));
        Assert.Contains("ended with code", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_WhenTheProgramHasEnded_DeletesItsDataDirectory()
    {
        var app = AppProcess.Launch([]);
        await app.WaitForExitAsync();
        Assert.True(Directory.Exists(app.DataDirectory));
        await app.DisposeAsync();
        Assert.False(Directory.Exists(app.DataDirectory));
    }
}
