using DataSharing.Domain.Policy;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Registry;

namespace DataSharing.Embedded.Samples;

/// <summary>
/// Fills an empty registry before the first request: from the file that <c>Registry:Seed</c> names, else from
/// <c>registry.json</c> in the data directory, else in development from the samples.
/// </summary>
internal sealed class SeedAtStart(
    RegistrySeeder seeder, PolicyGate gate, PolicySet policy, EmbeddedHostOptions options, IConfiguration settings,
    TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await gate.EnsureAsync(cancellationToken);
        try
        {
            if (Find() is var (seed, source))
                await seeder.SeedAsync(seed, source, cancellationToken);
        }
        catch (RegistrySeedException refused)
        {
            throw new StartRefusedException("the registry cannot be filled:", refused.Message.Split(Environment.NewLine));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private (RegistrySeed Seed, string Source)? Find()
    {
        if (RegistrySeed.Find(settings, options.Data) is { } path)
            return (RegistrySeed.Read(path), path);
        return options.Development ? (SampleRegistry.Build(policy, time.GetUtcNow()), SampleRegistry.Name) : null;
    }
}
