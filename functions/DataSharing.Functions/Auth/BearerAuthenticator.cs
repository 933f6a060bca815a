using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Who calls the API: bearer token in the Authorization header (RFC 6750 section 2.1), and for an app without a signed-in
/// person the Acting-Person header. Cookies, query parameters and forms are not looked at.
/// </summary>
public sealed class BearerAuthenticator(TokenValidator tokens, CallerResolver callers) : ICallerAuthenticator
{
    public const string ActingPersonHeader = "Acting-Person";
    private const string Scheme = "Bearer ";

    public async Task<Caller> AuthenticateAsync(HttpRequest request, CancellationToken cancellation)
    {
        TokenIdentity identity = await tokens.ValidateAsync(Token(request.Headers.Authorization), cancellation);
        StringValues person = request.Headers[ActingPersonHeader];
        if (person.Count > 1)
            throw new ProblemException(ProblemType.UnregisteredPerson, "the header is given more than once", ActingPersonHeader);
        return await callers.ResolveAsync(identity, person.Count == 0 || person[0] is not { Length: > 0 } id ? null : id, cancellation);
    }

    private static string Token(StringValues header)
    {
        if (header.Count == 0 || string.IsNullOrEmpty(header[0]))
            throw new ProblemException(ProblemType.MissingToken, "a bearer token is required", "Authorization");
        string value = header[0]!;
        if (header.Count > 1 || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(ProblemType.InvalidToken, "the header must hold one bearer token", "Authorization");
        return value[Scheme.Length..].Trim();
    }
}
