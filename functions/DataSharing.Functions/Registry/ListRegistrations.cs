namespace DataSharing.Functions.Registry;

/// <summary>Agencies: proposed and changed by two persons, suspended by one.</summary>
public sealed class ListRegistrations(ApiPipeline api, RegistryReader registry)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListRegistrations), "List registrations in order of their ids", Roles.RegistryManage)
    {
        Query = RegistryLists.Query,
        Answer = ApiAnswer.Ok<ListPage<RegistrationView>>(),
    };

    [Function("ListRegistrations")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Registrations)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await RegistryLists.PageAsync(call, registry, RegistryKeys.Registrations, descending: false, async id =>
                await registry.FindRegistrationAsync(new RegistrationId(id), cancellation) is { } found
                    ? RegistrationView.Of(found.Value)
                    : null).OrProblem()),
            cancellation);
}
