using System.Security.Cryptography;
using Azure.Core;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Emulators.Identity;

/// <summary>
/// The endpoint at which an app in Azure asks for tokens of its managed identity, so that the app signs in to emulators as
/// it signs in to Azure. Source: Azure App Service, "REST endpoint reference" of managed identities (api-version 2019-08-01).
/// </summary>
public sealed class IdentityEndpoint : IAsyncDisposable
{
    /// <summary>The client id of the one identity there is.</summary>
    public const string ClientId = "00000000-0000-0000-0000-000000000002";

    private readonly Loopback _server;

    private IdentityEndpoint(Loopback server, string secret) => (_server, Environment) = (server, new Dictionary<string, string?>
    {
        ["IDENTITY_ENDPOINT"] = new Uri(server.Uri, "msi/token").AbsoluteUri,
        ["IDENTITY_HEADER"] = secret,
    });

    /// <summary>What the app finds in its environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    public static async Task<IdentityEndpoint> StartAsync()
    {
        string secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new IdentityEndpoint(await Loopback.StartAsync(null, http => AnswerAsync(http, secret)), secret);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task AnswerAsync(HttpContext http, string secret)
    {
        string? resource = http.Request.Query["resource"];
        if (http.Request.Headers["X-IDENTITY-HEADER"] != secret || http.Request.Query["client_id"] != ClientId
            || string.IsNullOrEmpty(resource))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return http.Response.WriteAsJsonAsync(new { statusCode = 400, message = "no such identity, or no resource" });
        }

        AccessToken token = new EmulatorCredential().GetToken(new TokenRequestContext([resource + "/.default"]), default);
        return http.Response.WriteAsJsonAsync(new
        {
            access_token = token.Token,
            expires_on = FormattableString.Invariant($"{token.ExpiresOn.ToUnixTimeSeconds()}"),
            resource,
            token_type = "Bearer",
            client_id = ClientId,
        });
    }
}
