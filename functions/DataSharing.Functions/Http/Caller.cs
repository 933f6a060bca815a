namespace DataSharing.Functions.Http;

/// <summary>
/// Who acts: a registration (one agency in one actor code), a person of it, and the roles of the token. The registration
/// comes from the token's identity binding, never from a body.
/// </summary>
/// <param name="Registration">Id of the acting registration.</param>
/// <param name="Agency">Id of the legal body that the registration belongs to.</param>
/// <param name="ActorCode">The actor code in use.</param>
/// <param name="Person">Opaque staff id of the acting person, registered with that agency.</param>
/// <param name="Roles">App roles in the token.</param>
/// <param name="IsNational">The registration oversees all agencies (national data protection officer).</param>
/// <param name="SignedIn">The person signed in; false: an application says for whom it acts.</param>
public sealed record Caller(
    RegistrationId Registration, string Agency, string ActorCode, PersonId Person, IReadOnlySet<string> Roles, bool IsNational = false,
    bool SignedIn = false)
{
    public bool Has(string role) => Roles.Contains(role);

    /// <summary>The person as the log names it.</summary>
    public LogActor As(string role) => new(role, Registration, Person);

    /// <summary>The person's word, or act, of a moment.</summary>
    public Approval At(DateTimeOffset moment) => new(Registration, Person, moment);
}

/// <summary>Finds out who acts from the bearer token and the Acting-Person header.</summary>
public interface ICallerAuthenticator
{
    Task<Result<Caller>> AuthenticateAsync(Microsoft.AspNetCore.Http.HttpRequest request, CancellationToken cancellation);
}
