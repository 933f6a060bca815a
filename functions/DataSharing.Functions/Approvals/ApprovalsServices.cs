namespace DataSharing.Functions.Approvals;

internal static class ApprovalsServices
{
    public static IServiceCollection AddApprovals(this IServiceCollection services) => services
        .AddSingleton<ContentDrafts>();
}
