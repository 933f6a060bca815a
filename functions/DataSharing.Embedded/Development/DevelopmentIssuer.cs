using DataSharing.Embedded.Installation;
using DataSharing.Functions.OpenApi;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Embedded.Development;

/// <summary>
/// Issues tokens shaped like Microsoft Entra ID's (v2.0), signed ES256 with a key kept in the data directory, so that the app's
/// own validation runs in full on one machine: issuer, audience, signature by published key, lifetime. Development only; it
/// vouches for anyone who asks. Thread-safe.
/// Source: RFC 7517, RFC 7519; Microsoft identity platform, "Access token claims reference".
/// </summary>
public sealed class DevelopmentIssuer : IDisposable
{
    public const string Path = "/development";
    public const string Audience = "api://datasharing";
    public const string ConsoleClient = "datasharing-console";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly ECDsa _key;
    private readonly SigningCredentials _signing;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly TimeProvider _time;

    private DevelopmentIssuer(ECDsa key, string name, TimeProvider time)
    {
        // The library's own cache is process-wide and by key id: after a restart in one process it would sign with the disposed key.
        var security = new ECDsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        security.KeyId = Base64UrlEncoder.Encode(security.ComputeJwkThumbprint());
        (_key, Name, _time) = (key, name, time);
        _signing = new SigningCredentials(security, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The issuer as tokens and metadata write it.</summary>
    public string Name { get; }

    /// <summary>Where it hands out tokens.</summary>
    public DevelopmentSignIn SignIn => new(new Uri(Name + "/authorize"), new Uri(Name + "/token"));

    /// <summary>The settings under which the app trusts this issuer; real ones of the same names come first.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(string url) => new Dictionary<string, string?>
    {
        [Installation.Settings.Authority] = NameAt(url),
        [Installation.Settings.Audience] = Audience,
        ["Console:ClientId"] = ConsoleClient,
    };

    /// <summary>Loads the signing key, or creates it on the first start.</summary>
    public static DevelopmentIssuer Open(DataDirectory data, string url, TimeProvider time)
    {
        string path = data.FileNamed("development-issuer.pem");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
            key.ImportFromPem(File.ReadAllText(path));
        else
            Save(path, key.ExportPkcs8PrivateKeyPem());
        return new DevelopmentIssuer(key, NameAt(url), time);
    }

    /// <summary>A token for the API in the principal's name.</summary>
    public string AccessToken(DevelopmentPrincipal principal)
    {
        var claims = new Dictionary<string, object>
        {
            ["ver"] = "2.0",
            ["sub"] = principal.Id,
            ["oid"] = principal.Id,
            ["azp"] = principal.AppId,
            ["tid"] = principal.TenantId,
            ["roles"] = principal.Roles,
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
        if (principal.Kind == PrincipalKind.App)
            claims["idtyp"] = "app";
        else
            claims["scp"] = "access_as_user";
        return Sign(Audience, claims);
    }

    /// <summary>A token that tells a client who signed in.</summary>
    public string IdToken(DevelopmentPrincipal principal, string client, string? nonce)
    {
        var claims = new Dictionary<string, object>
        {
            ["ver"] = "2.0",
            ["sub"] = principal.Id,
            ["oid"] = principal.Id,
            ["tid"] = principal.TenantId,
            ["name"] = principal.Display,
            ["roles"] = principal.Roles,
        };
        if (nonce is not null)
            claims["nonce"] = nonce;
        return Sign(client, claims);
    }

    /// <summary>The public half, as a JSON Web Key.</summary>
    internal object PublicKey()
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new Dictionary<string, string>
        {
            ["kty"] = "EC",
            ["use"] = "sig",
            ["alg"] = SecurityAlgorithms.EcdsaSha256,
            ["crv"] = "P-256",
            ["kid"] = _signing.Key.KeyId,
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y),
        };
    }

    public void Dispose() => _key.Dispose();

    private static string NameAt(string url) => url + Path;

    private static void Save(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(pem);
    }

    private string Sign(string audience, Dictionary<string, object> claims)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = claims,
            SigningCredentials = _signing,
        });
    }
}
