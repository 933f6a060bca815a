using DataSharing.Embedded.Commands;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Http;

namespace DataSharing.Embedded.Hosting;

/// <summary>Runs the host until it is asked to end.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(CommandLine line, Action<IServiceCollection> seed)
    {
        await using EmbeddedHost host = await EmbeddedHost.StartAsync(Options(line, seed));
        await Console.Out.WriteLineAsync(
            $"listening on {string.Join(", ", host.Urls)}, data in {host.DataPath}{(line.Development ? ", for development only" : "")}");
        await host.RunToEndAsync();
        return 0;
    }

    /// <summary>The whole product, as the command line asks for it.</summary>
    /// <param name="seed">Registers what fills the registry at the first start.</param>
    public static EmbeddedHostOptions Options(CommandLine line, Action<IServiceCollection> seed) => new()
    {
        Data = line.Data ?? DataDirectory.Default,
        Urls = line.Urls ?? ListenUrls.Default,
        Development = line.Development,
        Assemblies = [typeof(SurvivorHost).Assembly],
        Configure = (builder, _) =>
        {
            Composition.AddApp(builder);
            seed(builder.Services);
        },
    };
}
