namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// One process of the program for all tests of the collection, with the sample country and what the scenarios need beside it.
/// </summary>
public sealed class RunningApp : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Tests here ask more in a minute than an agency may by default.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["RateLimits__Decisions__PerMinute"] = "60000",
        ["RateLimits__Decisions__Burst"] = "10000",
        ["RateLimits__Registry__PerMinute"] = "60000",
        ["RateLimits__Registry__Burst"] = "10000",
        ["RateLimits__Log__PerMinute"] = "60000",
        ["RateLimits__Log__Burst"] = "10000",
        ["RateLimits__Open__PerMinute"] = "60000",
        ["RateLimits__Open__Burst"] = "10000",
    };

    public AppProcess Process { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Process = await AppProcess.StartAsync(["--development"], environment: Settings);
        Api = new Api(Process, await Tokens.OfAsync(Process));
        await Country.AddAsync(Api);
    }

    /// <summary>A process of its own for one test, with the sample country alone.</summary>
    /// <param name="data">A directory to open, again perhaps; null: a new one that is deleted at the end.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<RunningApp> OnAsync(string? data = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        AppProcess process = await AppProcess.StartAsync(
            ["--development"], data, new Dictionary<string, string>(Settings.Concat(settings ?? new Dictionary<string, string>())));
        return new RunningApp { Process = process, Api = new Api(process, await Tokens.OfAsync(process)) };
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public async Task DisposeAsync()
    {
        Api?.Tokens.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class AppCollection : ICollectionFixture<RunningApp>
{
    public const string Name = "one running app";
}
