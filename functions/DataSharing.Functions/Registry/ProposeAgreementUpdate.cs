namespace DataSharing.Functions.Registry;

/// <summary>Agreements: made and changed by two persons, ended by one.</summary>
public sealed class ProposeAgreementUpdate(
    ApiPipeline api, RegistryReader registry, RegistryProposals proposals, AgreementChecks checks)
{
    public static readonly ApiOperation<AgreementInput> Operation = new(
        typeof(ProposeAgreementUpdate),
        "Propose a new version of an agreement; a person of each party that did not propose it approves it", Roles.RegistryManage)
    {
        IfMatch = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems = [.. AgreementChecks.Problems, ProblemType.InvalidValue, ProblemType.StateConflict],
    };

    [Function("ProposeAgreementUpdate")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.Agreement)] HttpRequest request, string agreementId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<Agreement> current = await registry.AgreementAsync(agreementId, cancellation).OrProblem();
            Agreement next = await checks.CheckAsync(call.Body, cancellation).OrProblem();
            (WhyAnother(next, current.Value) ?? RegistryProposals.WhyStale(current.ETag, call, "agreement")).OrProblem();
            return current.Value.Status == AgreementStatus.Ended
                ? ApiResults.Refused(new(ProblemType.StateConflict, "the agreement has ended"))
                : await proposals.UpdateAsync(call, RegistryChange.Of(proposals.By(call), ChangeKind.AgreementUpdate, next, current.ETag));
        }, cancellation);

    private static Refusal? WhyAnother(Agreement next, Agreement current) =>
        next.Id != current.Id ? RegistryProposals.OtherId()
        : next.PartyA == current.PartyA && next.PartyB == current.PartyB ? null
        : new(
            ProblemType.InvalidValue, "other parties make another agreement", next.PartyA != current.PartyA ? "/partyA" : "/partyB");
}
