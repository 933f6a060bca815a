using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;

namespace DataSharing.Emulators;

/// <summary>
/// An identity for the emulators: tokens in the shape of Microsoft Entra ID's, for the asked resource, an hour long. Their
/// signature is nothing; an emulator looks at issuer, audience and times only.
/// </summary>
public sealed class EmulatorCredential : TokenCredential
{
    /// <summary>The directory that the emulators name and expect.</summary>
    public const string Tenant = "11111111-2222-3333-4444-555555555555";

    public static string Issuer => $"https://sts.windows.net/{Tenant}/";

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        const string Default = "/.default";
        string scope = requestContext.Scopes[0];
        string audience = scope.EndsWith(Default, StringComparison.Ordinal) ? scope[..^Default.Length] : scope;
        DateTimeOffset now = DateTimeOffset.UtcNow, end = now.AddHours(1);
        string header = Encode(new { alg = "RS256", typ = "JWT" });
        string claims = Encode(new
        {
            aud = audience,
            iss = $"https://sts.windows.net/{requestContext.TenantId ?? Tenant}/",
            iat = now.ToUnixTimeSeconds(),
            nbf = now.AddMinutes(-5).ToUnixTimeSeconds(),
            exp = end.ToUnixTimeSeconds(),
            oid = "00000000-0000-0000-0000-000000000001",
        });
        return new AccessToken($"{header}.{claims}.{Base64Url.EncodeToString("none"u8)}", end);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
