namespace DataSharing.Functions.Tests.Support;

/// <summary>One app for all tests of a class. Each uses cases of its own; its clock only goes forward.</summary>
public sealed class RunningApp : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await TestApp.StartAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();
}
