namespace DataSharing.Functions.Registry;

/// <summary>Agreements: made and changed by two persons, ended by one.</summary>
public sealed class ListAgreements(ApiPipeline api, RegistryReader registry)
{
    public static readonly ApiOperation Operation = new(
        typeof(ListAgreements), "List agreements in order of their ids", Roles.RegistryManage)
    {
        Query = RegistryLists.Query,
        Answer = ApiAnswer.Ok<ListPage<AgreementView>>(),
    };

    [Function("ListAgreements")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Agreements)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await RegistryLists.PageAsync(call, registry, RegistryKeys.Agreements, descending: false, async id =>
                await registry.FindAgreementAsync(new AgreementId(id), cancellation) is { } found
                    ? AgreementView.Of(found.Value)
                    : null).OrProblem()),
            cancellation);
}
