namespace DataSharing.Functions.Registry;

/// <summary>Agencies: proposed and changed by two persons, suspended by one.</summary>
public sealed class ProposeRegistrationUpdate(
    ApiPipeline api, RegistryReader registry, RegistryProposals proposals, RegistrationChecks checks)
{
    public static readonly ApiOperation<RegistrationInput> Operation = new(
        typeof(ProposeRegistrationUpdate),
        "Propose a change of a registration: bindings, key, webhook, desks, standing; a second person approves it", Roles.RegistryManage)
    {
        IfMatch = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems =
        [
            ProblemType.MalformedId, ProblemType.UnknownActorCode, ProblemType.UnknownPerson, ProblemType.InvalidValue,
        ],
    };

    [Function("ProposeRegistrationUpdate")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.Registration)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<Registration> current = await registry.RegistrationAsync(registrationId, cancellation).OrProblem();
            Registration next = checks.Check(call.Body, current.Value).OrProblem();
            (WhyAnother(next, current.Value) ?? RegistryProposals.WhyStale(current.ETag, call, "registration")).OrProblem();
            await WhyNotMembersAsync(next, cancellation).OrProblem();
            return await proposals.UpdateAsync(
                call, RegistryChange.Of(proposals.By(call), ChangeKind.RegistrationUpdate, next, current.ETag));
        }, cancellation);

    private static Refusal? WhyAnother(Registration next, Registration current) =>
        next.Id != current.Id ? RegistryProposals.OtherId()
        : next.AgencyId == current.AgencyId && next.ActorCode == current.ActorCode ? null
        : new(
            ProblemType.InvalidValue, "a body in another code is another registration",
            next.AgencyId != current.AgencyId ? "/agencyId" : "/actorCode");

    // A new registration has no persons yet: whom its desks name is looked at when somebody opens something.
    private async Task<Refusal?> WhyNotMembersAsync(Registration registration, CancellationToken cancellation)
    {
        var persons = (await registry.PersonsAsync(registration.Id, cancellation)).ToDictionary(person => person.Id);
        var defects = new Defects();
        for (int i = 0; i < registration.Desks.Count; i++)
        {
            for (int j = 0; j < registration.Desks[i].Members.Count; j++)
                defects.Unless(
                    persons.TryGetValue(registration.Desks[i].Members[j], out Person? person) && !person.Volunteer,
                    $"/desks/{i}/members/{j}", "a member is a registered person of the registration, and no volunteer", "R-277");
        }

        return defects.WhyRefused(ProblemType.UnknownPerson, "a desk names somebody who cannot be its member");
    }
}
