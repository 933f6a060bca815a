namespace DataSharing.Functions.Projections;

internal static class ProjectionsServices
{
    public static IServiceCollection AddProjections(this IServiceCollection services) => services
        .AddSingleton<IndexReader>()
        .AddSingleton<Projector>();
}
