using System.Diagnostics;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Tour.Chapters;
using Microsoft.Extensions.Logging.Console;

namespace DataSharing.Embedded.Tour;

/// <summary>
/// <c>tour</c>: starts the real host for development in a fresh directory and plays the main job over HTTP. Exit code 0 only
/// if every expectation held; 1 if one did not, or the host does not start; 130 if it was interrupted before the end.
/// </summary>
internal static class TourVerb
{
    private const int Interrupted = 130;
    private const string WorkerAddress = "Worker:Address";

    public static Verb Verb { get; } = new("tour", "play the main job from end to end, then stay up for exploring (--exit: end)", RunAsync);

    private static async Task<int> RunAsync(CommandLine line)
    {
        var options = TourOptions.Read(line);
        // 0700 from the start; removed below, whatever happens in between.
        string data = options.Data ?? Directory.CreateTempSubdirectory("datasharing-tour-").FullName;
        try
        {
            return await RunAsync(options, data);
        }
        finally
        {
            if (options.Data is null)
                Remove(data);
        }
    }

    private static async Task<int> RunAsync(TourOptions options, string data)
    {
        var screen = TourScreen.ForOutput();
        using var script = new Script();
        await using Companion? companion = options.Profile is { } profile ? await Companion.StartAsync(profile) : null;
        var watch = Stopwatch.StartNew();
        await using EmbeddedHost host = await EmbeddedHost.StartAsync(HostOptions(options, data, companion?.Settings));
        await using Companion? worker = options.Worker
            ? await Companion.StartWorkerAsync(options.Profile!, options.Urls, Elsewhere.AppSettings(host, companion!.Settings))
            : null;
        string url = worker?.Settings[WorkerAddress] ?? host.Urls[0];
        CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        screen.Title("DataSharing: the tour");
        screen.Text(
            $"Real requests to {url}, which started in {TourScreen.Took(watch.Elapsed)} with an empty store of its own. Everybody in it "
                + "is invented.");
        if (options.Profile is not null)
            screen.Text(options.Profile.About);
        if (options.Worker)
            screen.Text(
                "The function app runs as the worker process that Azure starts, with the official host side of Durable Functions behind "
                    + "it.");
        var expectations = new Expectations();
        try
        {
            using ApiClient api = options.Worker
                ? new ApiClient(new Uri(url), stopping, new Uri(host.Urls[0]), Elsewhere.SurvivorHost)
                : new ApiClient(new Uri(url), stopping);
            await PlayAsync(host, api, script, screen, expectations, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            screen.Blank();
            screen.Text("Interrupted; nothing is left behind.");
            return Interrupted;
        }

        if (!options.Exit)
        {
            Invitation.Show(screen, url, host.Urls[0]);
            await host.RunToEndAsync();
        }

        return expectations.ExitCode;
    }

    /// <summary>Every chapter, against the host that <see cref="HostOptions"/> describes.</summary>
    internal static async Task PlayAsync(
        EmbeddedHost host, ApiClient api, Script script, TourScreen screen, Expectations expectations, CancellationToken stopping)
    {
        var watch = Stopwatch.StartNew();
        var player = new Player(screen, expectations, api, stopping);
        await new Country(player, script).PlayAsync();
        await new People(player, script).PlayAsync();
        await new Agreeing(player, script).PlayAsync();
        await new Asking(player, script).PlayAsync();
        await new Collecting(player, script).PlayAsync();
        await new Stopping(player, script).PlayAsync();
        await new Overseeing(player, script, host.Services).PlayAsync();
        Closing.Show(screen, player, script, expectations, watch.Elapsed);
    }

    /// <summary>The host as anybody starts it, with two more sample persons; its log goes beside the tour's lines, not between.</summary>
    internal static EmbeddedHostOptions HostOptions(TourOptions options, string data, IReadOnlyDictionary<string, string?>? services)
    {
        EmbeddedHostOptions usual = options.Worker
            ? Elsewhere.Options(data, services!)
            : Serve.Options(new CommandLine(Data: data, Urls: options.Urls, Development: true), SampleServices.Add);
        return usual with
        {
            Settings = new Dictionary<string, string?>(services ?? new Dictionary<string, string?>())
            {
                ["Logging:LogLevel:Default"] = "Warning",
                // Everything of a tour goes with its directory.
                [JournalPlace.Setting] = Path.Combine(Path.GetFullPath(data), "journal"),
            },
            Configure = (builder, directory) =>
            {
                usual.Configure(builder, directory);
                builder.Services.AddSingleton(Cast.Principals());
                builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            },
        };
    }

    private static void Remove(string data)
    {
        try
        {
            Directory.Delete(data, recursive: true);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"the tour's directory {data} could not be removed");
        }
    }
}
