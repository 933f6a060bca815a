using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using DataSharing.Functions.Auth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Console;

/// <summary>
/// The console as a client of the issuer: authorization code with proof key. The id token tells that this browser's
/// sign-in ended here (nonce, audience); the access token for our own API tells registration and roles, by the validation
/// that every API call passes. Neither is kept. Source: OpenID Connect Core 1.0 section 3.1; RFC 7636.
/// </summary>
public sealed class OpenIdClient(IssuerMetadata issuer, TokenValidator tokens, ConsoleOptions options, TimeProvider time)
{
    private static readonly string[] Algorithms = [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 256 * 1024,
    };

    // The nonce is derived from this sign-in's key, which has its own life: no time stands in it. The state is checked before.
    private static readonly OpenIdConnectProtocolValidator Protocol = new()
    {
        RequireTimeStampInNonce = false,
        RequireStateValidation = false,
    };

    private readonly JsonWebTokenHandler _handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = TokenValidator.LongestToken,
    };

    /// <summary>Where the browser goes to sign in.</summary>
    /// <returns>Refused: unavailable: the issuer does not answer, or no console is set up.</returns>
    internal async Task<Result<string>> AddressAsync(PendingSignIn pending, string callback, CancellationToken cancellation)
    {
        Result<OpenIdConnectConfiguration> metadata = await MetadataAsync(cancellation);
        if (metadata.Refusal is { } refusal)
            return refusal;
        return QueryHelpers.AddQueryString(metadata.Value.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["client_id"] = options.ClientId,
            ["redirect_uri"] = callback,
            ["scope"] = "openid " + issuer.Audience + "/.default",
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.Challenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Who signed in, or null: the code is no good, or its tokens are not this sign-in's.</summary>
    /// <returns>Refused: unavailable, or what the token validation says of the access token.</returns>
    internal async Task<Result<TokenIdentity?>> RedeemAsync(
        string code, PendingSignIn pending, string callback, CancellationToken cancellation)
    {
        Result<TokenAnswer?> answer = await FetchAsync(code, pending, callback, cancellation);
        if (answer.Refusal is { } refusal)
            return refusal;
        if (answer.Value is not { IdToken: { } idToken, AccessToken: { } accessToken })
            return (TokenIdentity?)null;
        Result<TokenIdentity> identity = await tokens.ValidateAsync(accessToken, cancellation);
        if (identity.Refusal is { } invalid)
            return invalid;
        return !identity.Value.IsApp && await IsOfThisSignInAsync(idToken, accessToken, pending, identity.Value, cancellation)
            ? identity.Value
            : (TokenIdentity?)null;
    }

    private async Task<Result<OpenIdConnectConfiguration>> MetadataAsync(CancellationToken cancellation)
    {
        if (options.ClientId is null)
            return new Refusal(ProblemType.Unavailable, "no console is set up here");
        try
        {
            return (OpenIdConnectConfiguration)await issuer.Manager.GetBaseConfigurationAsync(cancellation);
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or HttpRequestException or IOException)
        {
            return Unreachable();
        }
    }

    private async Task<Result<TokenAnswer?>> FetchAsync(
        string code, PendingSignIn pending, string callback, CancellationToken cancellation)
    {
        Result<OpenIdConnectConfiguration> metadata = await MetadataAsync(cancellation);
        if (metadata.Refusal is { } refusal)
            return refusal;
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = options.ClientId,
            ["code"] = code,
            ["redirect_uri"] = callback,
            ["code_verifier"] = pending.Verifier,
        };
        if (options.ClientSecret is { } secret)
            form["client_secret"] = secret;
        try
        {
            using var body = new FormUrlEncodedContent(form);
            using HttpResponseMessage answer = await Http.PostAsync(new Uri(metadata.Value.TokenEndpoint), body, cancellation);
            if ((int)answer.StatusCode >= 500)
                return Unreachable();
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellation) : (TokenAnswer?)null;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException or NotSupportedException
            || (unreachable is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Unreachable();
        }
    }

    private async Task<bool> IsOfThisSignInAsync(
        string idToken, string accessToken, PendingSignIn pending, TokenIdentity identity, CancellationToken cancellation)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ConfigurationManager = issuer.Manager,
            ValidIssuer = (await issuer.NameAsync(cancellation)).Replace("{tenantid}", identity.Tenant, StringComparison.Ordinal),
            ValidAudience = options.ClientId,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
        return result.IsValid && result.SecurityToken is JsonWebToken token
            && AnswersThisSignIn(idToken, accessToken, pending)
            && Text(token, "tid") == identity.Tenant
            && (Text(token, "oid") ?? Text(token, "sub")) == identity.Subject;
    }

    /// <summary>The claims an id token must have, whom it was issued to, the nonce, and the access token's hash where it has one.</summary>
    private bool AnswersThisSignIn(string idToken, string accessToken, PendingSignIn pending)
    {
        try
        {
            Protocol.ValidateTokenResponse(new OpenIdConnectProtocolValidationContext
            {
                ClientId = options.ClientId,
                Nonce = pending.Nonce,
                ProtocolMessage = new OpenIdConnectMessage { IdToken = idToken, AccessToken = accessToken },
                ValidatedIdToken = new JwtSecurityToken(idToken),
            });
            return true;
        }
        catch (OpenIdConnectProtocolException)
        {
            return false;
        }
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && end + TokenValidator.ClockSkew > now
            && (notBefore is not { } start || start - TokenValidator.ClockSkew <= now);
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue(claim, out string? value) ? value : null;

    private static Refusal Unreachable() =>
        new(ProblemType.Unavailable, "the sign-in service does not answer now; try again") { RetryAfter = TimeSpan.FromSeconds(5) };

    private sealed record TokenAnswer(
        [property: JsonPropertyName("id_token")] string? IdToken,
        [property: JsonPropertyName("access_token")] string? AccessToken);
}
