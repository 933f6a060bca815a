namespace DataSharing.Functions.Http;

internal static class HttpServices
{
    public static IServiceCollection AddHttp(this IServiceCollection services) => services
        .AddSingleton<ApiPipeline>()
        .AddSingleton<Idempotency>();
}
