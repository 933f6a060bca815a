using DataSharing.WorkerHost;

namespace DataSharing.Worker.Tests.Support;

/// <summary>One app on services of its own, for all tests that change nothing of it.</summary>
public sealed class RunningWorker : IAsyncLifetime
{
    public Services Services { get; private set; } = null!;

    public FunctionsHost Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Services = await Services.StartAsync();
        Host = await FunctionsHost.StartAsync(Services.Options());
        Api = new Api(Host.Address, Services.Issuer);
        await Api.UntilReadyAsync();
    }

    public async Task DisposeAsync()
    {
        Api?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        if (Services is not null)
            await Services.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class WorkerCollection : ICollectionFixture<RunningWorker>
{
    public const string Name = "one running worker";
}
