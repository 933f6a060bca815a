using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Auth;

/// <summary>
/// Tells a good token from all others: signed by a published key of the one issuer with a listed algorithm, meant for this
/// API, alive. A good token is remembered for minutes by its digest, so that the signature is checked once; what the
/// registry says of its bearer is asked anew each time. Tokens are never logged, also not in part. Thread-safe.
/// Source: RFC 7519 section 7.2; RFC 8725 sections 3.1, 3.8, 3.9.
/// </summary>
public sealed class TokenValidator(IssuerMetadata issuer, TimeProvider time)
{
    public static readonly TimeSpan ClockSkew = CallerTimes.Skew;
    internal const int LongestToken = 16 * 1024;
    private const int Remembered = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms = [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];
    private readonly ConcurrentDictionary<string, (TokenIdentity Identity, long Since)> _good = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    /// <returns>Refused: invalid-token, expired-token, or unavailable when the issuer's keys cannot be had.</returns>
    public async Task<Result<TokenIdentity>> ValidateAsync(string token, CancellationToken cancellation)
    {
        if (token.Length > LongestToken)
            return Invalid();
        DateTimeOffset now = time.GetUtcNow();
        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_good.TryGetValue(digest, out (TokenIdentity Identity, long Since) known) && time.GetElapsedTime(known.Since) < Memory
            && now < known.Identity.Expires)
            return known.Identity;

        Result<TokenIdentity> identity = await CheckAsync(token, cancellation);
        if (identity.Refusal is not null)
            return identity;
        if (_good.Count >= Remembered)
            _good.Clear();
        _good[digest] = (identity.Value, time.GetTimestamp());
        return identity;
    }

    private async Task<Result<TokenIdentity>> CheckAsync(string token, CancellationToken cancellation)
    {
        // RFC 7515, section 4.1.11: what it names must be understood, and none of it is.
        if (Read(token) is not { } read || read.TryGetHeaderValue("crit", out object? _) || Text(read, "tid") is not { } tenant)
            return Invalid();
        if (await IssuerAsync(cancellation) is not { } name)
            return new Refusal(ProblemType.Unavailable, "the token issuer's keys cannot be read now; repeat the request")
            { RetryAfter = TimeSpan.FromSeconds(5) };
        TokenValidationResult result = await _handler.ValidateTokenAsync(read, new TokenValidationParameters
        {
            ConfigurationManager = issuer.Manager,
            ValidIssuer = name.Replace("{tenantid}", tenant, StringComparison.Ordinal),
            ValidAudience = issuer.Audience,
            ValidAlgorithms = Algorithms,
            ValidTypes = ["JWT", "at+jwt"],
            ClockSkew = ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = IsAlive,
        });
        if (!result.IsValid)
            return result.Exception is SecurityTokenExpiredException
                ? new Refusal(ProblemType.ExpiredToken, "the token has expired", "Authorization")
                : Invalid();
        if ((Text(read, "azp") ?? Text(read, "appid")) is not { } app || (Text(read, "oid") ?? Text(read, "sub")) is not { } subject)
            return Invalid();
        return new TokenIdentity(
            tenant, app, subject,
            Text(read, "idtyp") == "app" || Text(read, "scp") is null,
            read.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal),
            new DateTimeOffset(read.ValidTo, TimeSpan.Zero));
    }

    private JsonWebToken? Read(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token);
        }
        catch (Exception malformed) when (
            malformed is ArgumentException or SecurityTokenException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // Null: it cannot be asked now.
    private async Task<string?> IssuerAsync(CancellationToken cancellation)
    {
        try
        {
            return await issuer.NameAsync(cancellation);
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    // The library's own check reads the machine's clock.
    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } end || (notBefore is { } start && start - ClockSkew > now))
            return false;
        return end + ClockSkew > now ? true : throw new SecurityTokenExpiredException();
    }

    private static string? Text(JsonWebToken token, string claim)
        => token.TryGetPayloadValue(claim, out string? value) && value is { Length: > 0 and <= 256 } ? value : null;

    private static Refusal Invalid() =>
        new(ProblemType.InvalidToken, "the token is malformed, or not issued and signed for this API", "Authorization");
}
