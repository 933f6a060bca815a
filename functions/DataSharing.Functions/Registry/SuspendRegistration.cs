namespace DataSharing.Functions.Registry;

/// <summary>One person suspends a registration at once.</summary>
public sealed class SuspendRegistration(ApiPipeline api, RegistryReader registry, RegistryProposals proposals)
{
    public static readonly ApiOperation Operation = new(
        typeof(SuspendRegistration), "Suspend a registration at once: nobody of it can act and nothing more reaches it",
        Roles.RegistryManage)
    {
        Description = "One person suffices. Repeating it changes nothing. It is lifted by a change of the registration, which needs two.",
        Stops = true,
        Answer = ApiAnswer.Ok<RegistrationView>() with { ETag = true },
        Problems = [ProblemType.MalformedId, ProblemType.StateConflict],
    };

    [Function("SuspendRegistration")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.RegistrationSuspension)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<Registration> now = await proposals.StopAsync(
                call, () => registry.RegistrationAsync(registrationId, cancellation),
                current => Suspension(current, proposals.By(call))).OrProblem();
            return now.Value.Status == RegistrationStatus.Ended
                ? ApiResults.Refused(new(ProblemType.StateConflict, "the registration has ended"))
                : ApiResults.Ok(RegistrationView.Of(now.Value), now.ETag);
        }, cancellation);

    private static (RegistryChange Change, RegistryWrite Write)? Suspension(Stored<Registration> current, Approval by)
    {
        if (current.Value.Status != RegistrationStatus.Active)
            return null;
        Registration next = current.Value with { Status = RegistrationStatus.Suspended };
        return (RegistryChange.Of(by, ChangeKind.RegistrationSuspension, next, current.ETag), RegistryWrite.Replace(current, next));
    }
}
