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

    public async Task<Result<Caller>> AuthenticateAsync(HttpRequest request, CancellationToken cancellation)
    {
        Result<string> token = Token(request.Headers.Authorization);
        if (token.Refusal is { } missing)
            return missing;
        Result<TokenIdentity> identity = await tokens.ValidateAsync(token.Value, cancellation);
        if (identity.Refusal is { } invalid)
            return invalid;
        StringValues person = request.Headers[ActingPersonHeader];
        if (person.Count > 1)
            return new Refusal(ProblemType.UnregisteredPerson, "the header is given more than once", ActingPersonHeader);
        return await callers.ResolveAsync(
            identity.Value, person.Count == 0 || person[0] is not { Length: > 0 } id ? null : id, cancellation);
    }

    private static Result<string> Token(StringValues header)
    {
        if (header.Count == 0 || string.IsNullOrEmpty(header[0]))
            return new Refusal(ProblemType.MissingToken, "a bearer token is required", "Authorization");
        string value = header[0]!;
        if (header.Count > 1 || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Refusal(ProblemType.InvalidToken, "the header must hold one bearer token", "Authorization");
        return value[Scheme.Length..].Trim();
    }
}
