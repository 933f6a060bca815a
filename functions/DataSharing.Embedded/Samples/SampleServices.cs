using DataSharing.Embedded.Development;
using DataSharing.Embedded.Hosting;

namespace DataSharing.Embedded.Samples;

/// <summary>The first registry content and, in development, whom the issuer vouches for.</summary>
internal static class SampleServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddHostedService<SeedAtStart>();
        services.AddSingleton<IReadOnlyList<DevelopmentPrincipal>>(provider =>
            provider.GetRequiredService<EmbeddedHostOptions>().Development ? SampleRegistry.Principals() : []);
    }
}
