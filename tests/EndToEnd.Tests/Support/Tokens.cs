using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>
/// Tokens as the development issuer makes them, made here with its key from the data directory, so that a test can also
/// have what the issuer never gives out: an expired token, a foreign audience, another directory.
/// </summary>
public sealed class Tokens : IDisposable
{
    public const string SampleDirectory = "norvane-directory";
    private readonly ECDsa _key = ECDsa.Create();
    private readonly string _issuer;
    private readonly string _keyId;

    private Tokens(string pem, string issuer, string keyId)
    {
        _key.ImportFromPem(pem);
        (_issuer, _keyId) = (issuer, keyId);
    }

    public static Task<Tokens> OfAsync(AppProcess app) => OfAsync(app.Client, app.Address, app.DataDirectory);

    /// <param name="data">The data directory of the host whose issuer it is.</param>
    public static async Task<Tokens> OfAsync(HttpClient client, Uri address, string data)
    {
        using var keys = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, "development/keys")));
        string id = keys.RootElement.GetProperty("keys")[0].GetProperty("kid").GetString()!;
        string pem = await File.ReadAllTextAsync(Path.Combine(data, "development-issuer.pem"));
        return new Tokens(pem, address.OriginalString.TrimEnd('/') + "/development", id);
    }

    /// <summary>By so much tokens are valid before and after their hour: for hosts whose clocks are wrong.</summary>
    public TimeSpan ClocksMayDiffer { get; set; }

    /// <summary>A person's token for an hour, unless <paramref name="change"/> says otherwise.</summary>
    public string For(Actor actor, Action<JsonObject>? change = null)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = _issuer,
            ["aud"] = "api://datasharing",
            ["iat"] = now - 5,
            ["nbf"] = now - 5 - (long)ClocksMayDiffer.TotalSeconds,
            ["exp"] = now + 3600 + (long)ClocksMayDiffer.TotalSeconds,
            ["ver"] = "2.0",
            ["sub"] = actor.Person,
            ["oid"] = actor.Person,
            ["azp"] = actor.App,
            ["tid"] = SampleDirectory,
            ["scp"] = "access_as_user",
            ["roles"] = new JsonArray([.. actor.Roles.Select(role => JsonValue.Create(role))]),
        };
        change?.Invoke(claims);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = _keyId };
        string signed = Encode(header) + "." + Encode(claims);
        return signed + "." + Base64Url(_key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject part) => Base64Url(System.Text.Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
