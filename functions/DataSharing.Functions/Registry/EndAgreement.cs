namespace DataSharing.Functions.Registry;

/// <summary>One person ends an agreement at once.</summary>
public sealed class EndAgreement(ApiPipeline api, RegistryReader registry, RegistryProposals proposals)
{
    public static readonly ApiOperation Operation = new(
        typeof(EndAgreement), "End an agreement at once: nothing more passes under it, in any case", Roles.RegistryManage)
    {
        Description =
            "What the policy lets pass without an agreement, as in danger to life, is not stopped by this. One person suffices. "
                + "Repeating it changes nothing. An ended agreement stays ended; a new one is another agreement.",
        Stops = true,
        Answer = ApiAnswer.Ok<AgreementView>() with { ETag = true },
        Problems = [ProblemType.MalformedId],
    };

    [Function("EndAgreement")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.AgreementEnding)] HttpRequest request, string agreementId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<Agreement> now = await proposals.StopAsync(
                call, () => registry.AgreementAsync(agreementId, cancellation), current => Ending(current, proposals.By(call))).OrProblem();
            return ApiResults.Ok(AgreementView.Of(now.Value), now.ETag);
        }, cancellation);

    private static (RegistryChange Change, RegistryWrite Write)? Ending(Stored<Agreement> current, Approval by)
    {
        if (current.Value.Status == AgreementStatus.Ended)
            return null;
        Agreement next = current.Value with { Status = AgreementStatus.Ended };
        return (RegistryChange.Of(by, ChangeKind.AgreementEnding, next, current.ETag), RegistryWrite.Replace(current, next));
    }
}
