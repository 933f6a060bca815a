using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Registry;

/// <summary>Agencies: proposed and changed by two persons, suspended by one.</summary>
public sealed class Registrations(
    ApiPipeline api, RegistryReader registry, RegistryChanges changes, RegistrationChecks checks, IndependenceChecks independence,
    Idempotency idempotency)
{
    public static readonly ApiOperation Create = new("ProposeRegistration", "POST", Routes.Registrations)
    {
        Summary = "Propose a new registration; a second person approves it",
        Description = "One agency in one actor code. A webhook target is refused: no notices are sent to one.",
        Roles = [Roles.RegistryManage],
        Body = typeof(RegistrationInput),
        IdempotencyKey = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [ProblemType.MalformedId, ProblemType.UnknownActorCode, ProblemType.InvalidValue, ProblemType.AlreadyExists],
    };

    public static readonly ApiOperation Update = new("ProposeRegistrationUpdate", "PUT", Routes.Registration)
    {
        Summary = "Propose a change of a registration: bindings, key, webhook, desks, standing; a second person approves it",
        Roles = [Roles.RegistryManage],
        Body = typeof(RegistrationInput),
        IfMatch = true,
        Success = 202,
        Response = typeof(RegistryChangeView),
        Problems = [
            ProblemType.MalformedId,
            ProblemType.UnknownActorCode,
            ProblemType.UnknownPerson,
            ProblemType.InvalidValue,
            ProblemType.NotFound,
        ],
    };

    public static readonly ApiOperation List = new("ListRegistrations", "GET", Routes.Registrations)
    {
        Summary = "List registrations in order of their ids",
        Roles = [Roles.RegistryManage],
        Query = RegistryLists.Query,
        Response = typeof(ListPage<RegistrationView>),
    };

    public static readonly ApiOperation Get = new("GetRegistration", "GET", Routes.Registration)
    {
        Summary = "Read a registration",
        Roles = [Roles.RegistryManage],
        Response = typeof(RegistrationView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound],
    };

    public static readonly ApiOperation Suspend = new("SuspendRegistration", "POST", Routes.RegistrationSuspension)
    {
        Summary = "Suspend a registration at once: nobody of it can act and nothing more reaches it",
        Description = "One person suffices. Repeating it changes nothing. It is lifted by a change of the registration, which needs two.",
        Stops = true,
        Roles = [Roles.RegistryManage],
        Response = typeof(RegistrationView),
        Problems = [ProblemType.MalformedId, ProblemType.NotFound, ProblemType.StateConflict],
    };

    [Function("ProposeRegistration")]
    public Task<IResult> RunCreate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Registrations)] HttpRequest request,
        CancellationToken cancellation)
        => api.HandleAsync<RegistrationInput>(request, Create, async call =>
        {
            Registration registration = checks.Check(call.Body);
            Idempotent begun = await idempotency.BeginAsync(
                call, Create, async id => await changes.FindAsync(id, cancellation) is not null);
            if (begun.IsReplay)
                return Accepted((await changes.FindAsync(begun.Id, cancellation))!.Value.Change);
            return await idempotency.RefusableAsync(call, begun, async () =>
            {
                if (await registry.FindRegistrationAsync(registration.Id, cancellation) is not null)
                    throw new ProblemException(ProblemType.AlreadyExists, "a registration has this id", "/id");
                await independence.RequireAsync(registration, cancellation);
                return Accepted(
                    await changes.ProposeAsync(
                        Change(begun.Id, call.Caller, ChangeKind.RegistrationCreation, registration, null), cancellation));
            });
        }, cancellation);

    [Function("ProposeRegistrationUpdate")]
    public Task<IResult> RunUpdate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.Registration)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync<RegistrationInput>(request, Update, async call =>
        {
            Stored<Registration> current = await RequireAsync(registrationId, cancellation);
            Registration next = checks.Check(call.Body);
            if (next.Id != registrationId)
                throw new ProblemException(ProblemType.InvalidValue, "the id is that of the address", "/id");
            if (next.AgencyId != current.Value.AgencyId || next.ActorCode != current.Value.ActorCode)
                throw new ProblemException(
                    ProblemType.InvalidValue, "a body in another code is another registration",
                    next.AgencyId != current.Value.AgencyId ? "/agencyId" : "/actorCode");
            if (current.ETag != call.IfMatch)
                throw new ProblemException(ProblemType.StaleIfMatch, "the registration has changed since it was read", "If-Match");
            await RequireMembersAsync(next, cancellation);
            return Accepted(
                await changes.ProposeAsync(
                    Change(ChangeIds.New(), call.Caller, ChangeKind.RegistrationUpdate, next, current.ETag), cancellation));
        }, cancellation);

    [Function("ListRegistrations")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Registrations)] HttpRequest request,
        CancellationToken cancellation)
        => api.HandleAsync(
            request, List,
            async call => ApiResults.Ok(await RegistryLists.PageAsync(call, registry, RegistryKeys.Registrations, descending: false,
            async id => await registry.FindRegistrationAsync(id, cancellation) is { } found
                ? RegistrationView.Of(found.Value)
                : null)), cancellation);

    [Function("GetRegistration")]
    public Task<IResult> RunGet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Registration)] HttpRequest request, string registrationId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Get, async _ =>
        {
            Stored<Registration> found = await RequireAsync(registrationId, cancellation);
            return ApiResults.Ok(RegistrationView.Of(found.Value), found.ETag);
        }, cancellation);

    [Function("SuspendRegistration")]
    public Task<IResult> RunSuspend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.RegistrationSuspension)] HttpRequest request,
        string registrationId, CancellationToken cancellation)
        => api.HandleAsync(request, Suspend, async call =>
        {
            Stored<Registration> current = await RequireAsync(registrationId, cancellation);
            // A change approved in the same moment may come first; the suspension then follows it.
            while (current.Value.Status == RegistrationStatus.Active)
            {
                Registration next = current.Value with { Status = RegistrationStatus.Suspended };
                await changes.ApplyAtOnceAsync(
                    Change(ChangeIds.New(), call.Caller, ChangeKind.RegistrationSuspension, next, current.ETag),
                    RegistryWrite.Replace(current, next), cancellation);
                current = await RequireAsync(registrationId, cancellation);
            }

            if (current.Value.Status == RegistrationStatus.Ended)
                throw new ProblemException(ProblemType.StateConflict, "the registration has ended");
            return ApiResults.Ok(RegistrationView.Of(current.Value), current.ETag);
        }, cancellation);

    // A new registration has no persons yet: whom its desks name is looked at when somebody opens something.
    private async Task RequireMembersAsync(Registration registration, CancellationToken cancellation)
    {
        var persons = (await registry.PersonsAsync(registration.Id, cancellation)).ToDictionary(
            person => person.Id, StringComparer.Ordinal);
        var defects = new Defects();
        for (int i = 0; i < registration.Desks.Count; i++)
        {
            for (int j = 0; j < registration.Desks[i].Members.Count; j++)
                defects.Unless(
                    persons.TryGetValue(registration.Desks[i].Members[j], out Person? person) && !person.Volunteer,
                    $"/desks/{i}/members/{j}", "a member is a registered person of the registration, and no volunteer", "R-277");
        }

        defects.ThrowIfAny(ProblemType.UnknownPerson, "a desk names somebody who cannot be its member");
    }

    private async Task<Stored<Registration>> RequireAsync(string id, CancellationToken cancellation) =>
        await registry.FindRegistrationAsync(Identifiers.Require(id, "registrationId"), cancellation)
        ?? throw new ProblemException(ProblemType.NotFound, "there is no such registration");

    private RegistryChange Change(string id, Caller caller, ChangeKind kind, Registration registration, string? basedOn) => new()
    {
        Id = id,
        Kind = kind,
        Status = ChangeStatus.Proposed,
        Concerns = [registration.Id],
        Target = registration.Id,
        BasedOn = basedOn,
        Proposed = changes.By(caller),
        Registration = registration,
    };

    private static IResult Accepted(RegistryChange change) =>
        ApiResults.Accepted(RegistryChangeView.Location(change.Id), RegistryChangeView.Of(change));
}
