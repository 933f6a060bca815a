using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSharing.Embedded.Development;
using DataSharing.Functions.Tests.Hosting;
using DataSharing.Functions.Tests.Installation;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Development;

public sealed class DevelopmentIssuerTests : IAsyncLifetime
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Back = "http://127.0.0.1:7071/dpo/signed-in";
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Token_ForApp_PassesFullValidationThroughPublishedKeys()
    {
        TokenValidationResult token = await ValidateAsync(
            (await ClientTokenAsync(RunningHost.App.Id)).GetProperty("access_token").GetString()!, DevelopmentIssuer.Audience);
        Assert.True(token.IsValid, token.Exception?.Message);
        Assert.Equal("principal-9", token.Claims["sub"]);
        Assert.Equal("app-9", token.Claims["azp"]);
        Assert.Equal("tenant-1", token.Claims["tid"]);
        Assert.Equal("app", token.Claims["idtyp"]);
        Assert.Equal("Sharing.Submit", Assert.Single(((JsonWebToken)token.SecurityToken).Claims, claim => claim.Type == "roles").Value);
        Assert.Equal("ES256", ((JsonWebToken)token.SecurityToken).Alg);
        Assert.DoesNotContain(
            "harbour-shelter", Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(((JsonWebToken)token.SecurityToken).EncodedPayload)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ForPerson_IsDelegated()
    {
        TokenValidationResult token = await ValidateAsync(
            (await ClientTokenAsync(RunningHost.Person.Id)).GetProperty("access_token").GetString()!, DevelopmentIssuer.Audience);
        Assert.True(token.IsValid, token.Exception?.Message);
        Assert.Equal("access_as_user", token.Claims["scp"]);
        Assert.False(token.Claims.ContainsKey("idtyp"));
        Assert.Equal(2, ((JsonWebToken)token.SecurityToken).Claims.Count(claim => claim.Type == "roles"));
    }

    [Fact]
    public async Task Token_OfAnotherInstallation_FailsOnItsSignature()
    {
        await using RunningHost other = await RunningHost.StartAsync();
        using FormUrlEncodedContent form = Form(("grant_type", "client_credentials"), ("client_id", RunningHost.App.Id));
        using HttpResponseMessage answer = await other.Http.PostAsync("/development/token", form);
        string foreign = (await JsonAsync(answer)).GetProperty("access_token").GetString()!;
        Assert.False((await ValidateAsync(foreign, DevelopmentIssuer.Audience, issuer: other.Url + "/development")).IsValid);
    }

    [Fact]
    public async Task Token_ForAnotherAudienceOrAltered_Fails()
    {
        string token = (await ClientTokenAsync(RunningHost.App.Id)).GetProperty("access_token").GetString()!;
        Assert.False((await ValidateAsync(token, "api://other")).IsValid);
        string[] parts = token.Split('.');
        string payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace(
            "Sharing.Submit", "Registry.Manage", StringComparison.Ordinal);
        Assert.False(
            (await ValidateAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}", DevelopmentIssuer.Audience)).IsValid);
    }

    [Fact]
    public async Task SignIn_WithProofKey_EndsInTokensOfThePerson()
    {
        (int status, string? page) = await _host.GetAsync(Authorize());
        Assert.Equal(200, status);
        Assert.Contains("Ada &lt;of&gt; Harbour Shelter", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Harbour case system", page, StringComparison.Ordinal);

        string code = await CodeAsync();
        using HttpResponseMessage answer = await RedeemAsync(code, Verifier);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement tokens = await JsonAsync(answer);
        TokenValidationResult identity = await ValidateAsync(tokens.GetProperty("id_token").GetString()!, DevelopmentIssuer.ConsoleClient);
        Assert.True(identity.IsValid, identity.Exception?.Message);
        Assert.Equal("once", identity.Claims["nonce"]);
        Assert.Equal("staff-17", identity.Claims["sub"]);
        Assert.True((await ValidateAsync(tokens.GetProperty("access_token").GetString()!, DevelopmentIssuer.Audience)).IsValid);
    }

    [Fact]
    public async Task Code_WhenUsedTwice_IsRefused()
    {
        string code = await CodeAsync();
        using HttpResponseMessage first = await RedeemAsync(code, Verifier);
        using HttpResponseMessage second = await RedeemAsync(code, Verifier);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await AssertErrorAsync(second, "invalid_grant");
    }

    [Theory]
    [InlineData("wrong-verifier-wrong-verifier-wrong-verifier", Back, DevelopmentIssuer.ConsoleClient)]
    [InlineData(Verifier, "http://127.0.0.1:7071/elsewhere", DevelopmentIssuer.ConsoleClient)]
    [InlineData(Verifier, Back, "another-client")]
    [InlineData("", Back, DevelopmentIssuer.ConsoleClient)]
    public async Task Code_WhenProofAddressOrClientDiffers_IsRefusedAndSpent(string verifier, string back, string client)
    {
        string code = await CodeAsync();
        using HttpResponseMessage wrong = await RedeemAsync(code, verifier, back, client);
        await AssertErrorAsync(wrong, "invalid_grant");
        using HttpResponseMessage right = await RedeemAsync(code, Verifier);
        await AssertErrorAsync(right, "invalid_grant");
    }

    [Fact]
    public void Code_WhenOlderThanAMinute_IsRefused()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var codes = new AuthorizationCodes(time);
        var request = new AuthorizationRequest("c", Back, Challenge(), null, null);
        (string? fresh, string? stale) = (codes.Issue(request, RunningHost.Person), codes.Issue(request, RunningHost.Person));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(codes.Redeem(fresh, "c", Back, Verifier));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(codes.Redeem(stale, "c", Back, Verifier));
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", "")]
    [InlineData("response_type", "token")]
    public async Task SignIn_WhenRequestIsUnsafe_IsRefusedWithoutARedirect(string name, string value)
    {
        using HttpResponseMessage answer = await _host.Http.GetAsync(Authorize((name, value)));
        await AssertErrorAsync(answer, "invalid_request");
    }

    [Fact]
    public async Task SignIn_AsAnApp_IsRefused()
    {
        using HttpResponseMessage answer = await ChooseAsync(RunningHost.App.Id);
        await AssertErrorAsync(answer, "access_denied");
    }

    [Theory]
    [InlineData("client_credentials", "nobody", "invalid_client")]
    [InlineData("password", "staff-17", "unsupported_grant_type")]
    public async Task Token_WhenRequestIsUnknown_IsRefused(string grant, string client, string error)
    {
        using FormUrlEncodedContent form = Form(("grant_type", grant), ("client_id", client));
        using HttpResponseMessage answer = await _host.Http.PostAsync("/development/token", form);
        await AssertErrorAsync(answer, error);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void SigningKey_IsReadableByItsOwnerAlone() =>
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_host.DataPath, "development-issuer.pem")));

    [Fact]
    public async Task Endpoints_WithoutDevelopment_DoNotExist()
    {
        using var keys = new TemporaryDirectory();
        await using RunningHost host = await RunningHost.StartAsync(SettingsTests.Complete(keys.Root), development: false);
        Assert.Equal((404, ""), await host.GetAsync("/development/.well-known/openid-configuration"));
        Assert.Equal((404, ""), await host.GetAsync("/development/keys"));
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, "/development/token")).Status);
        Assert.False(File.Exists(Path.Combine(host.DataPath, "development-issuer.pem")));
    }

    private static string Challenge() => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    private static Dictionary<string, string?> AuthorizeParameters() => new()
    {
        ["response_type"] = "code",
        ["client_id"] = DevelopmentIssuer.ConsoleClient,
        ["redirect_uri"] = Back,
        ["code_challenge"] = Challenge(),
        ["code_challenge_method"] = "S256",
        ["state"] = "s-1",
        ["nonce"] = "once",
    };

    private static string Authorize(params (string Name, string Value)[] changes)
    {
        Dictionary<string, string?> parameters = AuthorizeParameters();
        foreach ((string name, string value) in changes)
            parameters[name] = value;
        return QueryHelpers.AddQueryString("/development/authorize", parameters);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static async Task AssertErrorAsync(HttpResponseMessage answer, string error)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(error, (await JsonAsync(answer)).GetProperty("error").GetString());
    }

    private async Task<JsonElement> ClientTokenAsync(string client)
    {
        using FormUrlEncodedContent form = Form(("grant_type", "client_credentials"), ("client_id", client));
        using HttpResponseMessage answer = await _host.Http.PostAsync("/development/token", form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await JsonAsync(answer);
    }

    private async Task<HttpResponseMessage> ChooseAsync(string principal)
    {
        using FormUrlEncodedContent form = Form([
            .. AuthorizeParameters().Select(pair => (pair.Key, pair.Value!)),
            ("principal", principal),
        ]);
        return await _host.Http.PostAsync("/development/authorize", form);
    }

    private async Task<string> CodeAsync()
    {
        using HttpResponseMessage answer = await ChooseAsync(RunningHost.Person.Id);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(Back + "?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(answer.Headers.Location.Query);
        Assert.Equal("s-1", query["state"]);
        return query["code"]!;
    }

    private async Task<HttpResponseMessage> RedeemAsync(
        string code, string verifier, string back = Back, string client = DevelopmentIssuer.ConsoleClient)
    {
        using FormUrlEncodedContent form = Form(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back), ("client_id", client),
            ("code_verifier", verifier));
        return await _host.Http.PostAsync("/development/token", form);
    }

    private async Task<TokenValidationResult> ValidateAsync(string token, string audience, string? issuer = null)
    {
        var metadata = new ConfigurationManager<OpenIdConnectConfiguration>(
            _host.Url + "/development/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_host.Http) { RequireHttps = false });
        OpenIdConnectConfiguration published = await metadata.GetConfigurationAsync(CancellationToken.None);
        Assert.Equal(_host.Url + "/development", published.Issuer);
        return await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer ?? published.Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = published.SigningKeys,
            ValidAlgorithms = ["ES256", "RS256"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromMinutes(1),
        });
    }
}
