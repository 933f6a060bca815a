using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Http;
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
    /// <exception cref="ProblemException">unavailable: the issuer does not answer, or no console is set up.</exception>
    internal async Task<string> AddressAsync(PendingSignIn pending, string callback, CancellationToken cancellation) =>
        QueryHelpers.AddQueryString((await MetadataAsync(cancellation)).AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["client_id"] = ClientId,
            ["redirect_uri"] = callback,
            ["scope"] = "openid " + issuer.Audience + "/.default",
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.Challenge,
            ["code_challenge_method"] = "S256",
        });

    /// <summary>Who signed in, or null: the code is no good, or its tokens are not this sign-in's.</summary>
    /// <exception cref="ProblemException">unavailable, or what the token validation says of the access token.</exception>
    internal async Task<TokenIdentity?> RedeemAsync(string code, PendingSignIn pending, string callback, CancellationToken cancellation)
    {
        if (await FetchAsync(code, pending, callback, cancellation) is not { IdToken: { } idToken, AccessToken: { } accessToken })
            return null;
        TokenIdentity identity = await tokens.ValidateAsync(accessToken, cancellation);
        return !identity.IsApp && await IsOfThisSignInAsync(idToken, accessToken, pending, identity, cancellation) ? identity : null;
    }

    private string ClientId => options.ClientId ?? throw new ProblemException(ProblemType.Unavailable, "no console is set up here");

    private async Task<OpenIdConnectConfiguration> MetadataAsync(CancellationToken cancellation)
    {
        _ = ClientId;
        try
        {
            return (OpenIdConnectConfiguration)await issuer.Manager.GetBaseConfigurationAsync(cancellation);
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or HttpRequestException or IOException)
        {
            throw Unreachable();
        }
    }

    private async Task<TokenAnswer?> FetchAsync(string code, PendingSignIn pending, string callback, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = ClientId,
            ["code"] = code,
            ["redirect_uri"] = callback,
            ["code_verifier"] = pending.Verifier,
        };
        if (options.ClientSecret is { } secret)
            form["client_secret"] = secret;
        string endpoint = (await MetadataAsync(cancellation)).TokenEndpoint;
        try
        {
            using var body = new FormUrlEncodedContent(form);
            using HttpResponseMessage answer = await Http.PostAsync(new Uri(endpoint), body, cancellation);
            if ((int)answer.StatusCode >= 500)
                throw Unreachable();
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellation) : null;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException or NotSupportedException
            || (unreachable is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Unreachable();
        }
    }

    private async Task<bool> IsOfThisSignInAsync(
        string idToken, string accessToken, PendingSignIn pending, TokenIdentity identity, CancellationToken cancellation)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ConfigurationManager = issuer.Manager,
            ValidIssuer = (await issuer.NameAsync(cancellation)).Replace("{tenantid}", identity.Tenant, StringComparison.Ordinal),
            ValidAudience = ClientId,
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
                ClientId = ClientId,
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

    private static ProblemException Unreachable() =>
        new(ProblemType.Unavailable, "the sign-in service does not answer now; try again", retryAfter: TimeSpan.FromSeconds(5));

    private sealed record TokenAnswer(
        [property: JsonPropertyName("id_token")] string? IdToken,
        [property: JsonPropertyName("access_token")] string? AccessToken);
}
