namespace DataSharing.Functions.Registry;

/// <summary>Changes of the registry as their second persons see them.</summary>
public sealed class ListRegistryChanges(ApiPipeline api, RegistryReader registry, RegistryChanges changes)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListRegistryChanges), "List changes: the registry sees all, an agency those that concern it", ChangeApprovers.ForOwnAgency)
    {
        Description = "In no order of time. What waits for somebody is proposed: ask for that alone. A page may be short, even empty.",
        Query =
        [
            .. RegistryLists.Query,
            new("status", "Only those that stand so.", "proposed|applied|rejected"),
        ],
        Answer = ApiAnswer.Ok<ListPage<RegistryChangeView>>(),
    };

    [Function("ListRegistryChanges")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.RegistryChanges)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await RegistryLists.PageAsync(call, registry, RegistryKeys.Changes, descending: false, async id =>
                await changes.FindAsync(id, cancellation) is { } found && ChangeApprovers.MaySee(found.Change, call.Caller)
                    && IsAskedFor(found.Change, call.Query("status"))
                    ? RegistryChangeView.Of(found.Change)
                    : null).OrProblem()), cancellation);

    private static bool IsAskedFor(RegistryChange change, string? status) =>
        status is null || string.Equals(status, change.Status.ToString(), StringComparison.OrdinalIgnoreCase);
}
