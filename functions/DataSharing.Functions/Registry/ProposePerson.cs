namespace DataSharing.Functions.Registry;

/// <summary>Named professionals: vetted by two persons, stopped by one.</summary>
public sealed class ProposePerson(ApiPipeline api, RegistryReader registry, RegistryProposals proposals)
{
    public static readonly ApiOperation<PersonInput> Operation = new(
        typeof(ProposePerson), "Propose a person of a registration; a second person approves it", Roles.RegistryManage)
    {
        IdempotencyKey = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems = [ProblemType.MalformedId, ProblemType.InvalidValue, ProblemType.AlreadyExists],
    };

    [Function("ProposePerson")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.Persons)] HttpRequest request, string registrationId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RegistrationId id = (await registry.RegistrationAsync(registrationId, cancellation).OrProblem()).Value.Id;
            PersonDocument person = RegistrationChecks.Check(id, call.Body).OrProblem();
            return await proposals.CreateAsync(
                call, Operation, RegistryChange.Of(proposals.By(call), ChangeKind.PersonCreation, person), async () =>
                await registry.FindPersonAsync(id, person.Person.Id, cancellation) is not null
                    ? new Refusal(ProblemType.AlreadyExists, "a person of the registration has this id", "/id")
                    : await registry.WhySubjectIsTakenAsync(person, cancellation));
        }, cancellation);
}
