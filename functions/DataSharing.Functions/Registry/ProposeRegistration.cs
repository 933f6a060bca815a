namespace DataSharing.Functions.Registry;

/// <summary>Proposes a new registration.</summary>
public sealed class ProposeRegistration(
    ApiPipeline api, RegistryReader registry, RegistryProposals proposals, RegistrationChecks checks, IndependenceChecks independence)
{
    public static readonly ApiOperation<RegistrationInput> Operation = new(
        typeof(ProposeRegistration), "Propose a new registration; a second person approves it", Roles.RegistryManage)
    {
        Description = "One agency in one actor code. A webhook target is refused: no notices are sent to one.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems = [ProblemType.MalformedId, ProblemType.UnknownActorCode, ProblemType.InvalidValue, ProblemType.AlreadyExists],
    };

    [Function("ProposeRegistration")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Registrations)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Registration registration = checks.Check(call.Body).OrProblem();
            return await proposals.CreateAsync(
                call, Operation, RegistryChange.Of(proposals.By(call), ChangeKind.RegistrationCreation, registration), async () =>
                await registry.FindRegistrationAsync(registration.Id, cancellation) is not null
                    ? new Refusal(ProblemType.AlreadyExists, "a registration has this id", "/id")
                    : await independence.WhyNotAsync(registration, cancellation));
        }, cancellation);
}
