using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Approvals;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Console;
using DataSharing.Functions.Health;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Withdrawal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions;

/// <summary>
/// Everything of the app that is the same on every runtime. A runtime adds its adapters: the stores of
/// <see cref="Storage"/> and the keys of <see cref="Keys"/>. Each capability registers what is its own.
/// </summary>
public static class Services
{
    public static IServiceCollection AddDataSharing(this IServiceCollection services, IConfiguration settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(_ => PolicyFolder.Load(Path.Combine(AppContext.BaseDirectory, PolicyFolder.Name)))
            .AddSingleton(provider => new Lazy<PolicySet>(provider.GetRequiredService<PolicySet>))
            .AddAccessLog()
            .AddApprovals()
            .AddAuth(settings)
            .AddCases()
            .AddConsents()
            .AddConsole(settings)
            .AddHealth()
            .AddHttp()
            .AddLedger()
            .AddOpenApi()
            .AddProjections()
            .AddRegistry()
            .AddRetention()
            .AddSharing()
            .AddStops()
            .AddStorage()
            .AddWithdrawal();
    }
}
