using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Console;
using DataSharing.Functions.Http;
using DataSharing.Functions.Tests.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Console;

/// <summary>What an issuer answers a sign-in's code with, and which of it opens the console.</summary>
public sealed class OpenIdClientTests : IAsyncLifetime
{
    private const string Client = "console-client";
    private readonly TestIssuer _issuer = new(TimeProvider.System);
    private readonly PendingSignIn _pending = PendingSignIn.Begin(TimeProvider.System.GetUtcNow());
    private string _access = "", _id = "";
    private WebApplication _endpoint = null!;
    private OpenIdClient _client = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _endpoint = builder.Build();
        _endpoint.MapPost("/token", () => Results.Json(new { token_type = "Bearer", access_token = _access, id_token = _id }));
        await _endpoint.StartAsync();
        var metadata = (OpenIdConnectConfiguration)await _issuer.Metadata.Manager.GetBaseConfigurationAsync(default);
        metadata.TokenEndpoint = _endpoint.Urls.First() + "/token";
        _client = new OpenIdClient(
            _issuer.Metadata, new TokenValidator(_issuer.Metadata, TimeProvider.System), new ConsoleOptions(Client, null, null),
            TimeProvider.System);
        _access = _issuer.Token(TestIssuer.DelegatedBy("officer"), "Log.Review");
    }

    public async Task DisposeAsync() => await _endpoint.DisposeAsync();

    [Fact]
    public async Task Redeem_WithTokensOfThisSignIn_TellsWhoSignedIn()
    {
        _id = IdToken();
        Assert.Equal("officer", (await RedeemAsync())!.Subject);
    }

    [Fact]
    public async Task Redeem_WithTheAccessTokensHash_TellsWhoSignedIn()
    {
        _id = IdToken(claims => claims["at_hash"] = HalfHash(_access));
        Assert.Equal("officer", (await RedeemAsync())!.Subject);
    }

    public static TheoryData<string, Action<SecurityTokenDescriptor>> Spoiled => new()
    {
        { "another sign-in's nonce", token => token.Claims["nonce"] = "another" },
        { "no nonce", token => token.Claims.Remove("nonce") },
        { "another access token's hash", token => token.Claims["at_hash"] = HalfHash("another") },
        { "another client", token => token.Audience = "another" },
        { "another issuer", token => token.Issuer = "https://another.test" },
        { "another tenant", token => token.Claims["tid"] = "another" },
        { "another person", token => token.Claims["oid"] = "another" },
        { "no subject", token => token.Claims.Remove("sub") },
        { "no time of issue", token => token.IssuedAt = null },
        { "over", token => (token.NotBefore, token.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-1)) },
        { "unsigned", token => token.SigningCredentials = null },
        { "another key", token => token.SigningCredentials = new SigningCredentials(
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "key-1" }, SecurityAlgorithms.EcdsaSha256) },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Redeem_WithAnIdTokenThatIsNotThisSignIns_OpensNothing(string what, Action<SecurityTokenDescriptor> spoil)
    {
        _id = _issuer.Token(token =>
        {
            Fill(token);
            spoil(token);
        });
        Assert.True(await RedeemAsync() is null, what);
    }

    private Task<TokenIdentity?> RedeemAsync() =>
        _client.RedeemAsync("code", _pending, "http://127.0.0.1/dpo/callback", default).OrProblem();

    private string IdToken(Action<IDictionary<string, object>>? add = null) => _issuer.Token(token =>
    {
        Fill(token);
        add?.Invoke(token.Claims);
    });

    private void Fill(SecurityTokenDescriptor token)
    {
        token.Audience = Client;
        token.IssuedAt = token.NotBefore;
        token.Claims = new Dictionary<string, object>
        {
            ["sub"] = "pairwise",
            ["oid"] = "officer",
            ["tid"] = TestIssuer.Tenant,
            ["nonce"] = _pending.Nonce,
        };
    }

    // OpenID Connect Core 1.0, section 3.1.3.6: the left half of the hash.
    private static string HalfHash(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));
}
