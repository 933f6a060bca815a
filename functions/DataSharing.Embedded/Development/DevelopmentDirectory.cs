using DataSharing.Domain.Registry;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Development;

/// <summary>In whose name a token is asked for. What is null was not said.</summary>
/// <param name="Client">The application of a binding; or a sample principal, of whom nothing else need be said.</param>
/// <param name="Tenant">The binding's tenant.</param>
/// <param name="Subject">The binding's subject; for an application whose binding has none, the subject to put into the token.</param>
/// <param name="Person">Staff id of the person who signed in; null: the application acts by itself.</param>
/// <param name="Roles">Roles for the token; null: all that there are.</param>
internal sealed record TokenRequest(string Client, string? Tenant, string? Subject, string? Person, IReadOnlyList<string>? Roles);

/// <summary>Whom the token is for, or why for nobody.</summary>
internal readonly record struct Vouched(DevelopmentPrincipal? Principal, OAuthError? Error)
{
    public static implicit operator Vouched(DevelopmentPrincipal principal) => new(principal, null);

    public static implicit operator Vouched(OAuthError error) => new(null, error);
}

/// <summary>
/// Whom the issuer vouches for: the sample principals, and each token identity that a registration is bound to with each person who is
/// registered there, however they stand. Whether they may do anything is for the app to say. Asks the registry each time. Thread-safe.
/// </summary>
/// <param name="samples">Principals that need no registration.</param>
/// <param name="registry">Null: a host without a registry, which vouches for samples alone.</param>
internal sealed class DevelopmentDirectory(IReadOnlyList<DevelopmentPrincipal> samples, RegistryReader? registry)
{
    /// <returns>Errors: invalid_client, invalid_grant, invalid_request (more than one fits), invalid_scope.</returns>
    public async Task<Vouched> FindAsync(TokenRequest asked, CancellationToken cancellation)
    {
        if (asked is { Tenant: null, Subject: null, Person: null } && samples.FirstOrDefault(one => one.Id == asked.Client) is { } sample)
            return WithRoles(sample, asked.Roles);
        (Registration Registration, IdentityBinding Binding)[] bound =
        [
            .. from registration in await RegistrationsAsync(cancellation)
               from binding in registration.Bindings
               where binding.AppId == asked.Client && (asked.Tenant is null || asked.Tenant == binding.TenantId)
               select (registration, binding),
        ];
        if (bound.Length == 0)
            return new OAuthError(
                "invalid_client",
                "client_id is neither a sample principal nor the appId of a binding that is registered"
                    + (asked.Tenant is null ? "" : " for this tenant"));
        DevelopmentPrincipal[] found = asked.Person is null
            ? [.. bound.Where(one => Fits(one.Binding, asked.Subject))
                .Select(one => Application(one.Registration, one.Binding, asked.Subject))]
            : await PersonsAsync(bound, asked.Person, asked.Subject, cancellation);
        return found.DistinctBy(one => (one.TenantId, one.Id)).ToArray() switch
        {
            [var one] => WithRoles(one, asked.Roles),
            [] when asked.Person is null => new OAuthError("invalid_grant", "no binding of this application has this subject"),
            [] => new OAuthError(
                "invalid_grant",
                "the application's agency has no such person: a proposed one is registered once a second person has approved the change"),
            _ => new OAuthError(
                "invalid_request", "several bindings have this application: name the tenant, and the subject where one has"),
        };
    }

    /// <summary>Who can sign in with a browser, by a key for the page's form: sample persons, then those whom the registry adds.</summary>
    /// <param name="client">The application that they sign in to: where an agency is bound to it, the token is for this binding.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<string, DevelopmentPrincipal>> PersonsAsync(string client, CancellationToken cancellation)
    {
        var persons = samples.Where(one => one.Kind == PrincipalKind.Person).ToDictionary(one => one.Id, StringComparer.Ordinal);
        foreach (Registration registration in await RegistrationsAsync(cancellation))
            foreach (Listed<PersonDocument> person in await registry!.PersonDocumentsAsync(registration.Id, cancellation))
            {
                IdentityBinding? binding = registration.Bindings.Where(one => Fits(one, person.Value.Subject))
                    .OrderByDescending(one => one.AppId == client).FirstOrDefault();
                bool isSample = persons.TryGetValue(person.Value.Subject, out DevelopmentPrincipal? sample)
                    && sample.Registration == registration.Id.Value;
                if (binding is not null && !isSample)
                    persons[$"{registration.Id}/{person.Value.Person.Id}"] = Person(registration, binding, person.Value);
            }

        return persons;
    }

    private async Task<DevelopmentPrincipal[]> PersonsAsync(
        IEnumerable<(Registration Registration, IdentityBinding Binding)> bound, string person, string? subject,
        CancellationToken cancellation)
    {
        if (PersonId.Read(person) is not { } id)
            return [];
        var found = new List<DevelopmentPrincipal>();
        foreach ((Registration registration, IdentityBinding binding) in bound)
        {
            if (await registry!.FindPersonAsync(registration.Id, id, cancellation) is { } stored
                && (subject is null || subject == stored.Value.Subject) && Fits(binding, stored.Value.Subject))
                found.Add(Person(registration, binding, stored.Value));
        }

        return [.. found];
    }

    private async Task<IReadOnlyList<Registration>> RegistrationsAsync(CancellationToken cancellation) =>
        registry is null ? [] : await registry.AllRegistrationsAsync(cancellation);

    private static bool Fits(IdentityBinding binding, string? subject) =>
        binding.Subject is null || subject is null || binding.Subject == subject;

    private static DevelopmentPrincipal Application(Registration registration, IdentityBinding binding, string? subject) => new(
        binding.Subject ?? subject ?? binding.AppId!, registration.DisplayName, registration.Id, binding.AppId!, binding.TenantId,
        Functions.Http.Roles.All, PrincipalKind.App);

    private static DevelopmentPrincipal Person(Registration registration, IdentityBinding binding, PersonDocument person) => new(
        person.Subject, $"{registration.DisplayName}: {person.Person.Id}", registration.Id, binding.AppId ?? "", binding.TenantId,
        person.Person.Roles, PrincipalKind.Person);

    private static Vouched WithRoles(DevelopmentPrincipal principal, IReadOnlyList<string>? roles) =>
        roles is null ? principal
            : roles.All(principal.Roles.Contains) ? principal with { Roles = roles }
            : new OAuthError(
                "invalid_scope", "the scope holds roles, separated by spaces; here these: " + string.Join(' ', principal.Roles));
}
