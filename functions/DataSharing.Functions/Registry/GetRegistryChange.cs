namespace DataSharing.Functions.Registry;

/// <summary>Changes of the registry as their second persons see them.</summary>
public sealed class GetRegistryChange(ApiPipeline api, RegistryChanges changes)
{
    public static readonly ApiOperation Operation = new(
        typeof(GetRegistryChange), "Read a change with what it makes of its target", ChangeApprovers.ForOwnAgency)
    {
        Answer = ApiAnswer.Ok<RegistryChangeView>() with { ETag = true },
        Problems = [ProblemType.MalformedId],
    };

    [Function("GetRegistryChange")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.RegistryChange)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
            await changes.FindAsync(Identifiers.Read(changeId, "changeId").OrProblem(), cancellation) is { } found
                && ChangeApprovers.MaySee(found.Change, call.Caller)
                ? ApiResults.Ok(RegistryChangeView.Of(found.Change), found.ETag)
                : ApiResults.Refused(RegistryChanges.NotFound()), cancellation);
}
