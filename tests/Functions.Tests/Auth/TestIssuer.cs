using System.Security.Cryptography;
using DataSharing.Functions.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Auth;

/// <summary>An issuer with a key of its own; what a token says can be changed member by member.</summary>
internal sealed class TestIssuer
{
    public const string Name = "https://issuer.test/v2.0";
    public const string Audience = "api://datasharing";
    public const string Tenant = "tenant-1";
    public const string App = "app-shelter";

    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public TestIssuer(TimeProvider time)
    {
        _time = time;
        Key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "key-1" };
        var configuration = new OpenIdConnectConfiguration { Issuer = Name };
        configuration.SigningKeys.Add(Key);
        Metadata = new IssuerMetadata(new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration), Audience);
    }

    public ECDsaSecurityKey Key { get; }

    public IssuerMetadata Metadata { get; }

    /// <summary>A good app-only token; <paramref name="change"/> may spoil it.</summary>
    public string Token(Action<SecurityTokenDescriptor>? change = null, params string[] roles)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            NotBefore = now,
            Expires = now.AddHours(1),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["tid"] = Tenant,
                ["azp"] = App,
                ["oid"] = "service-principal-1",
                ["idtyp"] = "app",
                ["roles"] = roles,
            },
        };
        change?.Invoke(descriptor);
        return _handler.CreateToken(descriptor);
    }

    /// <summary>Turns a token into one that a signed-in person delegated.</summary>
    public static Action<SecurityTokenDescriptor> DelegatedBy(string subject) => descriptor =>
    {
        descriptor.Claims.Remove("idtyp");
        descriptor.Claims["scp"] = "access_as_user";
        descriptor.Claims["oid"] = subject;
    };
}
