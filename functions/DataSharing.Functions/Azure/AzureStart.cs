using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal;
using Microsoft.Extensions.Hosting;

namespace DataSharing.Functions.Azure;

/// <summary>
/// Brings the function app into service: connects the database, replays the stop-and-erase journal into it, opens it, and
/// fills an empty registry. It also fetches the secrets that stopping needs, so that from then on a stop asks no vault.
/// What may pass is tried again, and meanwhile every call is answered 503; what cannot pass (an account with weaker
/// consistency, a damaged journal, a seed that cannot stand) ends the process.
/// </summary>
public sealed partial class AzureStart(
    LateStore documents, StoreGate gate, PolicyGate policy, RegistrySeeder seeder, IKeyService keys, IConfiguration settings,
    TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<AzureStart> log, KnownSecrets? known = null) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await OpenAsync(stoppingToken);
                return;
            }
            catch (Exception fault) when (fault is StoreUnavailableException or KeyUnavailableException)
            {
                NotYet(log, fault is StoreUnavailableException ? fault.Message : "the key vault did not answer");
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // whatever it is, a host that lives on without ever coming into service helps nobody
            catch (Exception refused) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Refused(
                    log,
                    refused is InvalidOperationException or InvalidDataException or RegistrySeedException or LostSecretException
                        ? refused.Message
                        : Faults.Describe(refused));
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await documents.ConnectAsync(cancellation);
        if (known is not null)
            await known.RequireAsync(cancellation);
        int missing = await gate.OpenAsync();
        if (missing > 0)
            Replayed(log, missing);
        await policy.EnsureAsync(cancellation);
        // Publishing lays a file beside the program where infra/hooks/stage-seed was given one.
        if (RegistrySeed.Find(settings, AppContext.BaseDirectory) is { } seed)
            await seeder.SeedAsync(RegistrySeed.Read(seed), seed, cancellation);
        await StopSecrets.FetchAsync(keys, cancellation);
        Open(log);
    }

    [LoggerMessage(4001, LogLevel.Information, "In service")]
    private static partial void Open(ILogger logger);

    [LoggerMessage(4002, LogLevel.Warning, "Not in service yet: {Reason}")]
    private static partial void NotYet(ILogger logger, string reason);

    [LoggerMessage(4003, LogLevel.Critical, "Cannot start: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "The database lacked {Count} stops and erasures of the journal; they are in force again")]
    private static partial void Replayed(ILogger logger, int count);
}
