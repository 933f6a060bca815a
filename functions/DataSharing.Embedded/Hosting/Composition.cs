using DataSharing.Embedded.Samples;
using DataSharing.Embedded.Stores;
using DataSharing.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Embedded.Hosting;

/// <summary>Which adapters stand behind the app's ports on one machine.</summary>
internal static class Composition
{
    public static void Add(WebApplicationBuilder builder, DataDirectory data)
    {
        IServiceCollection services = builder.Services;
        services.AddDataSharing(builder.Configuration);
        services.AddSingleton(provider => EmbeddedStores.Open(data.Path, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Gate);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Documents);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<EmbeddedStores>().Journal);
        services.AddHostedService<ProjectionService>();
        SampleServices.Add(services);
    }
}
