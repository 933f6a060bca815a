using DataSharing.Functions.Configuration;

namespace DataSharing.Functions.Auth;

internal static class AuthServices
{
    /// <summary>Without these no runtime may serve real data.</summary>
    public static readonly IReadOnlyList<SettingRule> Settings =
    [
        new(
            IssuerOptions.AuthoritySetting, "the URL of the token issuer, such as https://login.microsoftonline.com/{tenant}/v2.0",
            SettingRules.IsServiceAddress, "is no https URL without query (http only on this machine)"),
        new(
            IssuerOptions.AudienceSetting, "the audience its tokens name for this API", value => !value.Any(char.IsWhiteSpace),
            "must not contain spaces"),
    ];

    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(provider => new IssuerMetadata(settings, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<TokenValidator>()
        .AddSingleton<CallerResolver>()
        .AddSingleton<ICallerAuthenticator, BearerAuthenticator>()
        .AddSingleton(RateLimits.Read(settings))
        .AddSingleton<IRateLimiter, RateLimiter>();
}
