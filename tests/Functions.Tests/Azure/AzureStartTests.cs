using DataSharing.Embedded.Keys;
using DataSharing.Embedded.Stores;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DataSharing.Functions.Tests.Azure;

/// <summary>How the function app comes into service, or does not.</summary>
public sealed class AzureStartTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private readonly EmbeddedStores _stores;
    private int _tries;

    public AzureStartTests() => _stores = EmbeddedStores.Open(_directory.Root, _time);

    [Fact]
    public async Task Start_WhenTheDatabaseAnswersLater_ComesIntoServiceByItself()
    {
        using IHost app = Build(() => _tries++ == 0 ? throw new StoreUnavailableException("not yet") : _stores.OpenDocuments);
        IPartitionStore store = app.Services.GetRequiredService<IPartitionStore>();
        await app.StartAsync();
        await Wait.UntilAsync(() => _tries == 1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync(RegistryKeys.Directory, "any"));

        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return app.Services.GetRequiredService<StoreGate>().IsOpen;
        });
        await store.ReadAsync(RegistryKeys.Directory, "any");
        await app.StopAsync();
    }

    public static TheoryData<Exception> Hopeless =>
    [
        new InvalidOperationException("the account's consistency is Session, must be Strong"),
        new InvalidDataException("the journal is damaged"),
        new FormatException("nobody thought of this"),
    ];

    [Theory]
    [MemberData(nameof(Hopeless), DisableDiscoveryEnumeration = true)]
    public async Task Start_WhenItCannotSucceed_EndsTheProcessWithOne(Exception fault)
    {
        using IHost app = Build(() => throw fault);
        try
        {
            await app.StartAsync();
            await app.WaitForShutdownAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(1, Environment.ExitCode);
            Assert.False(app.Services.GetRequiredService<StoreGate>().IsOpen);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _directory.Dispose();
    }

    private IHost Build(Func<IPartitionStore> connect)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(AzureSettingsTests.Complete);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddDataSharing(builder.Configuration);
        builder.Services.AddSingleton(_stores.Blobs);
        builder.Services.AddSingleton(_stores.Journal);
        builder.Services.AddSingleton<IKeyService>(new LocalKeyStore(_directory.File("keys")));
        builder.Services.AddSingleton(new LateStore(_ => Task.FromResult(connect())));
        builder.Services.AddSingleton(
            provider => new StoreGate(provider.GetRequiredService<LateStore>(), provider.GetRequiredService<IStopJournal>(), _time));
        builder.Services.AddSingleton(provider => provider.GetRequiredService<StoreGate>().Store);
        builder.Services.AddHostedService<AzureStart>();
        return builder.Build();
    }
}
