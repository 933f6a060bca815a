using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Embedded.Development;

/// <summary>What a client asked to sign somebody in with.</summary>
internal sealed record AuthorizationRequest(string ClientId, string RedirectUri, string Challenge, string? State, string? Nonce);

/// <summary>
/// Codes between a sign-in and its token: 256 random bits, good once and for a minute, bound to client, redirect address and
/// proof key. Kept in memory: a restart ends the sign-ins under way. Thread-safe.
/// Source: RFC 6749 section 4.1, RFC 7636 (method S256 alone).
/// </summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<
        string, (AuthorizationRequest Request, DevelopmentPrincipal Principal, DateTimeOffset End)> _live = new();

    public string Issue(AuthorizationRequest request, DevelopmentPrincipal principal)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string old, (AuthorizationRequest Request, DevelopmentPrincipal Principal, DateTimeOffset End) entry) in _live)
        {
            if (entry.End <= now)
                _live.TryRemove(old, out _);
        }

        string code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        _live[code] = (request, principal, now + Lifetime);
        return code;
    }

    /// <summary>Takes the code out, whether or not the proof holds, and answers whose it is; null if it is not good.</summary>
    public (DevelopmentPrincipal Principal, AuthorizationRequest Request)? Redeem(
        string code, string client, string redirectUri, string verifier)
    {
        if (!_live.TryRemove(code, out (AuthorizationRequest Request, DevelopmentPrincipal Principal, DateTimeOffset End) entry)
            || entry.End <= time.GetUtcNow())
            return null;
        string challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return entry.Request.ClientId == client && entry.Request.RedirectUri == redirectUri
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(entry.Request.Challenge))
            ? (entry.Principal, entry.Request)
            : null;
    }
}
