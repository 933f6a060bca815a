using DataSharing.Embedded.Development;
using DataSharing.Embedded.Hosting;
using DataSharing.Embedded.Installation;
using DataSharing.Embedded.Samples;
using DataSharing.Functions;

namespace DataSharing.Embedded.Tour;

/// <summary>
/// What is needed beside an app that runs elsewhere, on the same services: an issuer that vouches for the sample country's people,
/// the registry's first content, and the stores, to look into. No function, timer or orchestration runs here.
/// </summary>
internal static class Elsewhere
{
    /// <summary>The survivor's pages must have a name of their own there. Only a header says it: nothing resolves it.</summary>
    public const string SurvivorHost = "survivor.localhost";

    /// <param name="services">Where the app's services are.</param>
    public static EmbeddedHostOptions Options(string data, IReadOnlyDictionary<string, string?> services) => new()
    {
        Data = data,
        Urls = "http://127.0.0.1:0",
        Development = true,
        Assemblies = [],
        Settings = services,
        Configure = (builder, _) => Add(builder),
    };

    /// <summary>The settings of the app, which trusts the issuer of this host.</summary>
    public static IReadOnlyDictionary<string, string?> AppSettings(EmbeddedHost host, IReadOnlyDictionary<string, string?> services) =>
        new Dictionary<string, string?>(services.Concat(DevelopmentIssuer.Settings(host.Urls[0])))
        {
            [Settings.SurvivorHost] =
            SurvivorHost
        };

    private static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddDataSharing(builder.Configuration);
        SampleServices.Add(builder.Services);
    }
}
