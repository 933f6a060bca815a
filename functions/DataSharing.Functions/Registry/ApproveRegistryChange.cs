namespace DataSharing.Functions.Registry;

/// <summary>The second person approves a change of the registry.</summary>
public sealed class ApproveRegistryChange(ApiPipeline api, RegistryChanges changes)
{
    public static readonly ApiOperation Operation = new(
        typeof(ApproveRegistryChange), "Approve a change as the second person; it applies at once, or when the other party has agreed too",
        ChangeApprovers.ForOwnAgency)
    {
        Description =
            "The second person is of the agency concerned (of an agreement: of each party that did not propose it), with the role "
                + "Sharing.Review, Log.Review or Registry.Manage there; where nobody of it can, another person of the registry. That "
                + "person signs in: a token of an application approves nothing, whomever it acts for.",
        Answer = ApiAnswer.Ok<RegistryChangeView>(),
        Problems =
        [
            ProblemType.MalformedId, ProblemType.WrongAgency, ProblemType.SamePerson, ProblemType.StateConflict, ProblemType.AlreadyExists,
            ProblemType.InvalidValue,
        ],
    };

    [Function("ApproveRegistryChange")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.RegistryChangeApproval)] HttpRequest request, string changeId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(RegistryChangeView.Of(
            await changes.ApproveAsync(Identifiers.Read(changeId, "changeId").OrProblem(), call.Caller, cancellation).OrProblem())),
            cancellation);
}
