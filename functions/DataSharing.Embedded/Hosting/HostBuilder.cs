using DataSharing.Embedded.Development;
using DataSharing.Embedded.Hosting.Http;
using DataSharing.Embedded.Installation;
using DataSharing.Functions.Http;
using DataSharing.Functions.Telemetry;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Embedded.Hosting;

/// <summary>Settings, server limits, logging and the services that every host needs.</summary>
internal static class HostBuilder
{
    /// <exception cref="StartRefusedException">Names every setting that is missing or malformed.</exception>
    public static WebApplication Build(EmbeddedHostOptions options, DataDirectory data, IReadOnlyList<string> urls)
    {
        // Always Production: the framework's development pages would show requests and exceptions.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "DataSharing.Embedded",
            ContentRootPath = options.ContentRoot,
            EnvironmentName = Environments.Production,
        });
        AddSettings(builder.Configuration, options, data, urls[0]);
        if (Settings.Problems(builder.Configuration, options.Development) is { Count: > 0 } problems)
            throw new StartRefusedException(
                $"the host does not start without these settings ({data.FileNamed(Settings.FileName)} or the environment):", problems);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => ServerLimits.Apply(kestrel, builder.Configuration));
        builder.Services.Configure<SocketTransportOptions>(ServerLimits.Apply);
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateScopes, provider.ValidateOnBuild) = (true, true));
        HostLogging.Add(builder.Logging, builder.Services);
        TelemetryExport.Add(builder.Services, builder.Logging, builder.Configuration);
        AddServices(builder.Services, builder.Configuration, options);
        Composition.Add(builder.Services, builder.Configuration, data, options.Development);
        options.Configure(builder, data);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IReadOnlyList<DevelopmentPrincipal>>([]);
        if (options.Development)
            AddDevelopment(builder.Services, data, urls[0]);
        WebApplication app = builder.Build();
        foreach (string url in urls)
            app.Urls.Add(url);
        return app;
    }

    internal static void AddSettings(ConfigurationManager settings, EmbeddedHostOptions options, DataDirectory data, string firstUrl)
    {
        // The framework's own sources go: command line, watched appsettings.json, prefixed variables. Ours are few and known.
        ((IConfigurationBuilder)settings).Sources.Clear();
        if (options.Development)
            settings.AddInMemoryCollection(DevelopmentIssuer.Settings(firstUrl));
        try
        {
            settings.AddJsonFile(data.FileNamed(Settings.FileName), optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException)
        {
            throw new StartRefusedException($"{data.FileNamed(Settings.FileName)} is not a JSON object of settings");
        }

        settings.AddEnvironmentVariables();
        settings.AddInMemoryCollection(options.Settings);
    }

    private static void AddDevelopment(IServiceCollection services, DataDirectory data, string url)
    {
        services.AddSingleton(provider => DevelopmentIssuer.Open(data, url, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<DevelopmentIssuer>().SignIn);
    }

    private static void AddServices(IServiceCollection services, ConfigurationManager settings, EmbeddedHostOptions options)
    {
        services.AddRouting();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, MethodListPolicy>());
        services.AddRazorComponents();
        // Components bring data protection along, which would keep keys outside the data directory; nothing of ours rests on it.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton(new SurvivorHost(settings[Settings.SurvivorHost]));
        services.AddSingleton(options);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
    }
}
