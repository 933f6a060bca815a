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

    /// <summary>The resource that Blob Storage, and azurite, wants tokens for.</summary>
    public const string Blobs = "https://storage.azure.com";

    /// <summary>A token for one resource, in the compact form.</summary>
    public static string TokenFor(string resource, TimeSpan life, string tenant = Tenant)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow, end = now + life;
        string header = Encode(new { alg = "RS256", typ = "JWT" });
        string claims = Encode(new
        {
            aud = resource,
            iss = $"https://sts.windows.net/{tenant}/",
            iat = now.ToUnixTimeSeconds(),
            nbf = now.AddMinutes(-5).ToUnixTimeSeconds(),
            exp = end.ToUnixTimeSeconds(),
            oid = "00000000-0000-0000-0000-000000000001",
        });
        return $"{header}.{claims}.{Base64Url.EncodeToString("none"u8)}";
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        const string Default = "/.default";
        string scope = requestContext.Scopes[0];
        string resource = scope.EndsWith(Default, StringComparison.Ordinal) ? scope[..^Default.Length] : scope;
        var life = TimeSpan.FromHours(1);
        return new AccessToken(TokenFor(resource, life, requestContext.TenantId ?? Tenant), DateTimeOffset.UtcNow + life);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
