namespace DataSharing.Functions.OpenApi;

internal static class OpenApiServices
{
    public static IServiceCollection AddOpenApi(this IServiceCollection services) => services.AddSingleton<DocumentText>();
}
