namespace DataSharing.Functions.Registry;

/// <summary>Proposes a change of a person, or stops her at once.</summary>
public sealed class ProposePersonUpdate(ApiPipeline api, RegistryReader registry, RegistryProposals proposals)
{
    public static readonly ApiOperation<PersonInput> Operation = new(
        typeof(ProposePersonUpdate), "Propose a change of a person; a second person approves it", Roles.RegistryManage)
    {
        Description =
            "If-Match takes the `version` of the person in quotes. A body that only suspends or ends the person acts at once and is "
                + "answered with the applied change.",
        IfMatch = true,
        Answer = ApiAnswer.Accepted<RegistryChangeView>(),
        Problems = [ProblemType.MalformedId, ProblemType.InvalidValue],
    };

    [Function("ProposePersonUpdate")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.Person)] HttpRequest request, string registrationId, string personId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<PersonDocument> current = await registry.PersonAsync(registrationId, personId, cancellation).OrProblem();
            PersonDocument next = RegistrationChecks.Check(current.Value.Person.RegistrationId, call.Body).OrProblem();
            if (next.Person.Id != current.Value.Person.Id)
                return ApiResults.Refused(RegistryProposals.OtherId());
            RegistryProposals.WhyStale(current.ETag, call, "person").OrProblem();
            if (next.Subject != current.Value.Subject)
                await registry.WhySubjectIsTakenAsync(next, cancellation).OrProblem();
            var change = RegistryChange.Of(proposals.By(call), ChangeKind.PersonUpdate, next, current.ETag);
            return OnlyStops(current.Value, next)
                ? await proposals.ApplyAsync(call, change, RegistryWrite.Replace(current, next))
                    ?? ApiResults.Refused(RegistryProposals.Stale("person"))
                : await proposals.UpdateAsync(call, change);
        }, cancellation);

    // Taking access away waits for nobody. Source: R-172.
    private static bool OnlyStops(PersonDocument current, PersonDocument next) =>
        current.Person.Status == PersonStatus.Active && next.Person.Status != PersonStatus.Active && current.Subject == next.Subject
        && current.Person.Roles.SequenceEqual(next.Person.Roles)
        && (current.Person with { Status = default, Roles = [] }) == (next.Person with { Status = default, Roles = [] });
}
