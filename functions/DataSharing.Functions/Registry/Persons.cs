using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Registry;

/// <summary>Named professionals: vetted by two persons, stopped by one.</summary>
public sealed class Persons(ApiPipeline api, RegistryReader registry, RegistryChanges changes, Idempotency idempotency)
{
    public static readonly ApiOperation Create = new("ProposePerson", "POST", Routes.Persons)
    {
        Summary = "Propose a person of a registration; a second person approves it",
        Roles = [Roles.RegistryManage],
        Body = typeof(PersonInput),
        IdempotencyKey = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [ProblemType.MalformedId, ProblemType.InvalidValue, ProblemType.NotFound, ProblemType.AlreadyExists],
    };

    public static readonly ApiOperation Update = new("ProposePersonUpdate", "PUT", Routes.Person)
    {
        Summary = "Propose a change of a person; a second person approves it",
        Description =
            "If-Match takes the `version` of the person in quotes. A body that only suspends or ends the person acts at once and is "
                + "answered with the applied change.",
        Roles = [Roles.RegistryManage],
        Body = typeof(PersonInput),
        IfMatch = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [ProblemType.MalformedId, ProblemType.InvalidValue, ProblemType.NotFound],
    };

    public static readonly ApiOperation List = new("ListPersons", "GET", Routes.Persons)
    {
        Summary = "List the persons of a registration in order of their staff ids",
        Roles = [Roles.RegistryManage],
        Response = typeof(ListPage<PersonView>),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound],
    };

    [Function("ProposePerson")]
    public Task<IResult> RunCreate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Persons)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync<PersonInput>(request, Create, async call =>
        {
            await RequireRegistrationAsync(registrationId, cancellation);
            PersonDocument person = RegistrationChecks.Check(registrationId, call.Body);
            Idempotent begun = await idempotency.BeginAsync(
                call, Create, async id => await changes.FindAsync(id, cancellation) is not null);
            if (begun.IsReplay)
                return Accepted((await changes.FindAsync(begun.Id, cancellation))!.Value.Change);
            return await idempotency.RefusableAsync(call, begun, async () =>
            {
                if (await registry.FindPersonAsync(registrationId, person.Person.Id, cancellation) is not null)
                    throw new ProblemException(ProblemType.AlreadyExists, "a person of the registration has this id", "/id");
                await RequireFreeSubjectAsync(person, cancellation);
                return Accepted(
                    await changes.ProposeAsync(Change(begun.Id, call.Caller, ChangeKind.PersonCreation, person, null), cancellation));
            });
        }, cancellation);

    [Function("ProposePersonUpdate")]
    public Task<IResult> RunUpdate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.Person)] HttpRequest request, string registrationId,
        string personId, CancellationToken cancellation)
        => api.HandleAsync<PersonInput>(request, Update, async call =>
        {
            Identifiers.Require(registrationId, "registrationId");
            Stored<PersonDocument> current = await registry.FindPersonAsync(
                registrationId, Identifiers.Require(personId, "personId"), cancellation)
                ?? throw new ProblemException(ProblemType.NotFound, "there is no such person");
            PersonDocument next = RegistrationChecks.Check(registrationId, call.Body);
            if (next.Person.Id != personId)
                throw new ProblemException(ProblemType.InvalidValue, "the id is that of the address", "/id");
            if (current.ETag != call.IfMatch)
                throw new ProblemException(ProblemType.StaleIfMatch, "the person has changed since it was read", "If-Match");
            if (next.Subject != current.Value.Subject)
                await RequireFreeSubjectAsync(next, cancellation);
            RegistryChange change = Change(ChangeIds.New(), call.Caller, ChangeKind.PersonUpdate, next, current.ETag);
            if (!OnlyStops(current.Value, next))
                return Accepted(await changes.ProposeAsync(change, cancellation));
            if (!await changes.ApplyAtOnceAsync(change, RegistryWrite.Replace(current, next), cancellation))
                throw new ProblemException(ProblemType.StaleIfMatch, "the person has changed since it was read", "If-Match");
            return Accepted(change with { Status = ChangeStatus.Applied });
        }, cancellation);

    [Function("ListPersons")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Persons)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, List, async _ =>
        {
            await RequireRegistrationAsync(registrationId, cancellation);
            // An agency's staff is small and read whole; the answer keeps the form of a page.
            return ApiResults.Ok(
                new ListPage<PersonView>(
                    [.. (await registry.PersonDocumentsAsync(registrationId, cancellation)).Select(person =>
                        PersonView.Of(person.Value, person.ETag))],
                    null));
        }, cancellation);

    // Taking access away waits for nobody. Source: R-172.
    private static bool OnlyStops(PersonDocument current, PersonDocument next) =>
        current.Person.Status == PersonStatus.Active && next.Person.Status != PersonStatus.Active && current.Subject == next.Subject
        && current.Person.Roles.SequenceEqual(next.Person.Roles)
        && (current.Person with { Status = default, Roles = [] }) == (next.Person with { Status = default, Roles = [] });

    private async Task RequireRegistrationAsync(string id, CancellationToken cancellation)
    {
        if (await registry.FindRegistrationAsync(Identifiers.Require(id, "registrationId"), cancellation) is null)
            throw new ProblemException(ProblemType.NotFound, "there is no such registration");
    }

    private async Task RequireFreeSubjectAsync(PersonDocument person, CancellationToken cancellation)
    {
        if (await registry.FindPersonIdAsync(person.Person.RegistrationId, person.Subject, cancellation) is not null)
            throw new ProblemException(
                ProblemType.AlreadyExists, "another person of the registration signs in with this subject", "/subject");
    }

    private RegistryChange Change(string id, Caller caller, ChangeKind kind, PersonDocument person, string? basedOn) => new()
    {
        Id = id,
        Kind = kind,
        Status = ChangeStatus.Proposed,
        Concerns = [person.Person.RegistrationId],
        Target = person.Person.Id,
        BasedOn = basedOn,
        Proposed = changes.By(caller),
        Person = person,
    };

    private static IResult Accepted(RegistryChange change) =>
        ApiResults.Accepted(RegistryChangeView.Location(change.Id), RegistryChangeView.Of(change));
}
