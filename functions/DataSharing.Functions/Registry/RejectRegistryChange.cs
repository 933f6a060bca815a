namespace DataSharing.Functions.Registry;

/// <summary>Changes of the registry as their second persons see them.</summary>
public sealed class RejectRegistryChange(ApiPipeline api, RegistryChanges changes)
{
    public static readonly ApiOperation Operation = new(
        typeof(RejectRegistryChange), "Reject a change, or take back an own one", ChangeApprovers.ForOwnAgency)
    {
        Answer = ApiAnswer.Ok<RegistryChangeView>(),
        Problems = [ProblemType.MalformedId, ProblemType.WrongAgency, ProblemType.StateConflict],
    };

    [Function("RejectRegistryChange")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.RegistryChangeRejection)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(RegistryChangeView.Of(
            await changes.RejectAsync(Identifiers.Read(changeId, "changeId").OrProblem(), call.Caller, cancellation).OrProblem())),
            cancellation);
}
