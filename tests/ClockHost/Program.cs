using DataSharing.ClockHost;
using DataSharing.Embedded;
using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Samples;
using Microsoft.Extensions.DependencyInjection;

// Takes the program's own command line, and the clock's file from the environment.
using var clock = new SteppedClock(
    Environment.GetEnvironmentVariable(SteppedClock.Variable)
        ?? throw new InvalidOperationException($"{SteppedClock.Variable} names no file"));
EmbeddedHostOptions options = Serve.Options(CommandLine.Parse(args, Verbs.All), SampleServices.Add);
await using EmbeddedHost host = await EmbeddedHost.StartAsync(options with
{
    Configure = (builder, data) =>
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        options.Configure(builder, data);
    },
});
await Console.Out.WriteLineAsync($"listening on {string.Join(", ", host.Urls)}");
await host.RunToEndAsync();
