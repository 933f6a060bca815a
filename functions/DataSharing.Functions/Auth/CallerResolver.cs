using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Finds the registration and the person behind a token, from the store at each call: a suspension, a lapsed vetting or a
/// removed binding acts on the very next request. Three or four point reads in one partition.
/// </summary>
public sealed class CallerResolver(RegistryReader registry, TimeProvider time)
{
    // Bodies that oversee all agencies. Source: actors.md, "Oversight".
    private static readonly HashSet<string> National = new(StringComparer.Ordinal) { "DPO", "SUPV" };

    /// <param name="actingPerson">What an app says it acts for: a staff id; null when it says nothing.</param>
    /// <returns>Refused: unknown-caller, missing-acting-person, unregistered-person.</returns>
    public async Task<Result<Caller>> ResolveAsync(TokenIdentity identity, string? actingPerson, CancellationToken cancellation)
    {
        if (await RegistrationAsync(identity, cancellation) is not { } registration)
            return new Refusal(ProblemType.UnknownCaller, "the token's application is bound to no active registration");
        if (identity.IsApp && actingPerson is null)
            return new Refusal(
                ProblemType.MissingActingPerson, "an application names the staff id of the person it acts for", "Acting-Person");
        var id = PersonId.Read(
            identity.IsApp ? actingPerson : await registry.FindPersonIdAsync(registration.Id, identity.Subject, cancellation));
        Stored<PersonDocument>? person = id is null
            ? null
            : await registry.FindPersonAsync(registration.Id, id, cancellation);
        if (person is null || !person.Value.Person.StandsAt(time.GetUtcNow())
            || (!identity.IsApp && actingPerson is not null && actingPerson != id?.Value))
            return new Refusal(
                ProblemType.UnregisteredPerson, "the acting person is not registered, not active or not vetted now",
                identity.IsApp ? "Acting-Person" : null);
        // A token may carry more than the agency gave this person, and the other way round.
        HashSet<string> roles = [.. identity.Roles.Intersect(person.Value.Person.Roles, StringComparer.Ordinal)];
        return new Caller(
            registration.Id, registration.AgencyId, registration.ActorCode, id!, roles, National.Contains(registration.ActorCode),
            !identity.IsApp);
    }

    private async Task<Registration?> RegistrationAsync(TokenIdentity identity, CancellationToken cancellation)
    {
        RegistrationId? id = await registry.FindRegistrationIdAsync(identity.Tenant, identity.App, identity.Subject, cancellation);
        Registration? registration = id is null ? null : (await registry.FindRegistrationAsync(id, cancellation))?.Value;
        bool bound = registration?.Bindings.Any(binding => binding.TenantId == identity.Tenant && binding.AppId == identity.App
            && (binding.Subject is null || binding.Subject == identity.Subject)) ?? false;
        return bound && registration!.Status == RegistrationStatus.Active ? registration : null;
    }
}
