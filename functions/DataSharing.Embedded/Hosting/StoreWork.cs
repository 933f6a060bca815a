using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Move;
using DataSharing.Functions.Storage;
using Microsoft.Data.Sqlite;

namespace DataSharing.Embedded.Hosting;

/// <summary>
/// A verb's work on whatever stores the settings name, only while no engine holds the data directory. Exit code 0 only if it came
/// to its end; else 1 and one line that says what is wrong.
/// </summary>
internal static class StoreWork
{
    public static async Task<int> RunAsync(CommandLine line, Func<CommandLine, IServiceProvider, Task> run)
    {
        EmbeddedHostOptions options = Serve.Options(line, static _ => { });
        using var data = DataDirectory.Open(options.Data);
        var settings = new ConfigurationManager();
        HostBuilder.AddSettings(settings, options, data, ListenUrls.Parse(options.Urls, options.Development)[0]);
        if (Settings.Problems(settings, options.Development) is { Count: > 0 } problems)
            throw new StartRefusedException(
                $"nothing is moved without these settings ({data.FileNamed(Settings.FileName)} or the environment):", problems);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IConfiguration>(settings);
        Composition.Add(services, settings, data, options.Development);
        await using ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            await Composition.OpenDocumentsAsync(
                provider, provider.GetRequiredService<ILoggerFactory>().CreateLogger("DataSharing.Host"), CancellationToken.None);
            await run(line, provider);
            return 0;
        }
        catch (Exception refused) when (
            refused is MoveException or InvalidDataException or InvalidOperationException or SealingException or LostSecretException)
        {
            return await RefuseAsync(refused.Message);
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            return await RefuseAsync($"{unavailable.Message}; nothing is finished, run it again");
        }
        catch (SqliteException fault) when (Composition.RefusalOf(fault) is { } damaged)
        {
            return await RefuseAsync(damaged.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync($"the disk cannot be read or written ({fault.GetType().Name}); nothing is finished");
        }
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return 1;
    }
}
