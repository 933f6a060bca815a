namespace DataSharing.Functions.Registry;

/// <summary>Agencies: proposed and changed by two persons, suspended by one.</summary>
public sealed class GetRegistration(ApiPipeline api, RegistryReader registry)
{
    public static readonly ApiOperation Operation = new(typeof(GetRegistration), "Read a registration", Roles.RegistryManage)
    {
        Answer = ApiAnswer.Ok<RegistrationView>() with { ETag = true },
        Problems = [ProblemType.MalformedId],
    };

    [Function("GetRegistration")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Registration)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async _ =>
        {
            Stored<Registration> found = await registry.RegistrationAsync(registrationId, cancellation).OrProblem();
            return ApiResults.Ok(RegistrationView.Of(found.Value), found.ETag);
        }, cancellation);
}
