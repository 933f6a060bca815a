using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataSharing.WorkerHost.Durable;

/// <summary>
/// The official host side of Durable Functions: the extension that the Functions host loads, in the job host that it is made of.
/// It keeps its work in Azure Storage and has each turn and activity done by the worker.
/// </summary>
internal sealed class DurableSide : IAsyncDisposable
{
    private const string Section = "AzureWebJobs:extensions";
    private readonly IHost _host;

    private DurableSide(IHost host) => _host = host;

    public static async Task<DurableSide> StartAsync(
        FunctionsHostOptions options, Invoker invoker, IReadOnlyList<WorkerFunction> functions, WorkerLog log)
    {
        System.Type[] types = [DurableFunctions.Emit(functions), typeof(ClientFunction)];
        IHost host = new HostBuilder()
            .ConfigureWebJobs(jobs => jobs.AddDurableTask())
            .ConfigureAppConfiguration(settings =>
            {
                // Nothing of this machine's environment: the extension takes a container's name for a sign of Azure.
                settings.Sources.Clear();
                settings.AddInMemoryCollection(Settings(options));
            })
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(new LogProvider(log)))
            .ConfigureServices(services =>
            {
                services.AddSingleton<ITypeLocator>(new Types(types));
#pragma warning disable CS0618 // the extension asks for it
                services.AddSingleton<IWebHookProvider>(new WebHooks());
#pragma warning restore CS0618
                services.AddSingleton(new DurableParts(invoker, functions));
            })
            .Build();
        var side = new DurableSide(host);
        try
        {
            await host.StartAsync();
            await ((JobHost)host.Services.GetRequiredService<IJobHost>()).CallAsync(ClientFunction.Name);
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }

        return side;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static Dictionary<string, string?> Settings(FunctionsHostOptions options)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["AzureWebJobsStorage"] = options.Storage,
        };
        IConfiguration hostJson = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.storage.json"))
            .Build();
        foreach ((string name, string? value) in hostJson.GetSection("extensions").AsEnumerable(makePathsRelative: true))
            if (value is not null)
                settings[$"{Section}:{name}"] = value;
        foreach ((string name, string? value) in options.Durable)
            settings[$"{Section}:durableTask:{name}"] = value;
        return settings;
    }

    private sealed class Types(IReadOnlyList<System.Type> types) : ITypeLocator
    {
        public IReadOnlyList<System.Type> GetTypes() => types;
    }

#pragma warning disable CS0618
    private sealed class WebHooks : IWebHookProvider
    {
        // Management over HTTP is not used by this app and not served here.
        public Uri GetUrl(IExtensionConfigProvider extension) => new("http://127.0.0.1/runtime/webhooks/durabletask");
    }
#pragma warning restore CS0618

    private sealed class LogProvider(WorkerLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, log);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, WorkerLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new LogLine(logLevel.ToString(), category, formatter(state, exception), exception?.ToString()));
    }
}
