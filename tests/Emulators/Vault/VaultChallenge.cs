using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Emulators.Vault;

/// <summary>Which token the vault wants, and whether a request brings it.</summary>
internal static class VaultChallenge
{
    public static string Header =>
        $"Bearer authorization=\"https://login.microsoftonline.com/{EmulatorCredential.Tenant}\", resource=\"{VaultEmulator.Resource}\"";

    public static bool IsMet(HttpRequest request)
    {
        if (request.Headers.Authorization.ToString().Split(' ') is not ["Bearer", var token] || token.Split('.') is not [_, var claims, _])
            return false;
        try
        {
            using var parsed = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            JsonElement root = parsed.RootElement;
            return root.GetProperty("aud").GetString() == VaultEmulator.Resource
                && root.GetProperty("iss").GetString() == EmulatorCredential.Issuer
                && root.GetProperty("nbf").GetInt64() <= now
                && now < root.GetProperty("exp").GetInt64();
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
