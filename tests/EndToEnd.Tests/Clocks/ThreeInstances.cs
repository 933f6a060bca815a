using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Tour;
using DataSharing.Emulators;
using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>
/// Three processes on the services of Azure, which emulators play: documents, blobs and keys are the same for all, the
/// orchestrations are each process's own. A host beside them, by the machine's clock, has the issuer that all trust.
/// </summary>
internal sealed class ThreeInstances : Installation
{
    private readonly string _data = Directory.CreateTempSubdirectory("datasharing-beside-").FullName;
    private EmulatedAzure? _azure;
    private EmbeddedHost? _beside;

    private ThreeInstances()
    {
    }

    public static async Task<ThreeInstances> StartAsync()
    {
        var instances = new ThreeInstances();
        try
        {
            await instances.StartAllAsync();
            return instances;
        }
        catch
        {
            await instances.DisposeAsync();
            throw;
        }
    }

    public override IStoreReader Read() => new PortReader(_beside!.Services.GetRequiredService<IPartitionStore>());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_beside is not null)
            await _beside.DisposeAsync();
        if (_azure is not null)
            await _azure.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task StartAllAsync()
    {
        _azure = await EmulatedAzure.StartAsync();
        // Libraries read these from the process's environment alone; so do the processes that this one starts.
        foreach ((string name, string? value) in _azure.Environment)
            Environment.SetEnvironmentVariable(name, value);
        var services = new Dictionary<string, string?>(_azure.Settings) { [RegistrySeed.Setting] = Seed() };
        _beside = await EmbeddedHost.StartAsync(Elsewhere.Options(_data, services));
        var issuer = new Uri(_beside.Urls[0]);
        Tokens tokens;
        using (var client = new HttpClient())
            tokens = await Tokens.OfAsync(client, issuer, _data);
        tokens.ClocksMayDiffer = Widest;
        var settings = Elsewhere.AppSettings(_beside, services).Where(setting => setting.Key != Settings.SurvivorHost)
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        for (int i = 0; i < 3; i++)
        {
            ClockedApp app = await ClockedApp.StartAsync(settings);
            Apps.Add(app);
            app.Api = new Api(app.Process, tokens);
        }
    }
}
