using DataSharing.ClockHost;
using DataSharing.Embedded.Hosting;
using Microsoft.Extensions.DependencyInjection;

// Takes the program's own command line, and the clock's file from the environment.
using var clock = new SteppedClock(
    Environment.GetEnvironmentVariable(SteppedClock.Variable)
        ?? throw new InvalidOperationException($"{SteppedClock.Variable} names no file"));
EmbeddedHostOptions options = Serve.Options(CommandLine.Parse(args));
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
