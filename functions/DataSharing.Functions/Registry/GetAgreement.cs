namespace DataSharing.Functions.Registry;

/// <summary>Agreements: made and changed by two persons, ended by one.</summary>
public sealed class GetAgreement(ApiPipeline api, RegistryReader registry)
{
    public static readonly ApiOperation Operation = new(typeof(GetAgreement), "Read an agreement", Roles.RegistryManage)
    {
        Answer = ApiAnswer.Ok<AgreementView>() with { ETag = true },
        Problems = [ProblemType.MalformedId],
    };

    [Function("GetAgreement")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Agreement)] HttpRequest request, string agreementId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async _ =>
        {
            Stored<Agreement> found = await registry.AgreementAsync(agreementId, cancellation).OrProblem();
            return ApiResults.Ok(AgreementView.Of(found.Value), found.ETag);
        }, cancellation);
}
