namespace DataSharing.Functions.Registry;

/// <summary>Proposes an agreement.</summary>
public sealed class ProposeAgreement(
    ApiPipeline api, RegistryReader registry, RegistryProposals proposals, AgreementChecks checks)
{
    public static readonly ApiOperation<AgreementInput> Operation = new(
        typeof(ProposeAgreement),
        "Propose an agreement between two registrations; a person of each party that did not propose it approves it", Roles.RegistryManage)
    {
        Description = "Every defect is listed at once in `errors`, each with its rule.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems = [.. AgreementChecks.Problems, ProblemType.AlreadyExists],
    };

    [Function("ProposeAgreement")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Agreements)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Agreement agreement = await checks.CheckAsync(call.Body, cancellation).OrProblem();
            return await proposals.CreateAsync(
                call, Operation, RegistryChange.Of(proposals.By(call), ChangeKind.AgreementCreation, agreement), async () =>
                await registry.FindAgreementAsync(agreement.Id, cancellation) is not null
                    ? new Refusal(ProblemType.AlreadyExists, "an agreement has this id", "/id")
                    : null);
        }, cancellation);
}
