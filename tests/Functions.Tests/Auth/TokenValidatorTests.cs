using System.Security.Cryptography;
using System.Text;
using DataSharing.Functions.Auth;
using DataSharing.Functions.Http;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace DataSharing.Functions.Tests.Auth;

public sealed class TokenValidatorTests
{
    private readonly ManualTime _time = new();
    private readonly TestIssuer _issuer;
    private readonly TokenValidator _tokens;

    public TokenValidatorTests()
    {
        _issuer = new TestIssuer(_time);
        _tokens = new TokenValidator(_issuer.Metadata, _time);
    }

    public static TheoryData<string> Spoilt =>
        ["issuer", "audience", "key", "unsigned", "hmac", "algorithm", "extension", "noExpiry", "notYet", "noTenant", "noApp", "idToken"];

    [Fact]
    public async Task Validate_WhenTheTokenIsGood_TellsWhoCalls()
    {
        TokenIdentity app = await Validate(_issuer.Token(null, Roles.SharingSubmit, Roles.SharingReceive));
        Assert.Equal((TestIssuer.Tenant, TestIssuer.App, "service-principal-1", true), (app.Tenant, app.App, app.Subject, app.IsApp));
        Assert.True(app.Roles.SetEquals([Roles.SharingSubmit, Roles.SharingReceive]));
        TokenIdentity person = await Validate(_issuer.Token(TestIssuer.DelegatedBy("staff-7"), Roles.LogReview));
        Assert.Equal(("staff-7", false), (person.Subject, person.IsApp));
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Validate_WhenOneThingIsWrong_IsAnInvalidToken(string what)
    {
        string token = _issuer.Token(descriptor =>
        {
            DateTime now = _time.GetUtcNow().UtcDateTime;
            switch (what)
            {
                case "issuer": descriptor.Issuer = "https://other.test/v2.0"; break;
                case "audience": descriptor.Audience = "api://other"; break;
                case "key":
                    descriptor.SigningCredentials = new(
                    new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "key-1" },
                    SecurityAlgorithms.EcdsaSha256); break;
                case "unsigned": descriptor.SigningCredentials = null; break;
                // the public key taken for a shared secret: the oldest trick with tokens
                case "hmac":
                    descriptor.SigningCredentials = new(
                    new SymmetricSecurityKey(_issuer.Key.ECDsa.ExportSubjectPublicKeyInfo()) { KeyId = "key-1" },
                    SecurityAlgorithms.HmacSha256); break;
                case "algorithm":
                    descriptor.SigningCredentials = new(
                    new RsaSecurityKey(RSA.Create(2048)) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha512); break;
                case "extension": descriptor.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "b64" } }; break;
                case "noExpiry": descriptor.Expires = null; break;
                case "notYet": descriptor.NotBefore = now.AddMinutes(2); break;
                case "noTenant": descriptor.Claims.Remove("tid"); break;
                case "noApp": descriptor.Claims.Remove("azp"); break;
                case "idToken": descriptor.Audience = "datasharing-console"; break;
            }
        });
        await AssertProblem(ProblemType.InvalidToken, token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("....")]
    public async Task Validate_WhenItIsNoToken_IsAnInvalidToken(string token) => await AssertProblem(ProblemType.InvalidToken, token);

    [Fact]
    public async Task Validate_WhenItIsTooLong_IsAnInvalidToken() => await AssertProblem(ProblemType.InvalidToken, new string('a', 20_000));

    [Fact]
    public async Task Validate_WhenAnyCharacterOfTheSignedPartChanges_IsAnInvalidToken()
    {
        string token = _issuer.Token(null, Roles.SharingSubmit);
        int end = token.LastIndexOf('.');
        for (int i = 0; i < end; i += 7)
        {
            var changed = new StringBuilder(token);
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            if (token[i] != '.')
                await AssertProblem(ProblemType.InvalidToken, changed.ToString());
        }
    }

    [Fact]
    public async Task Validate_WhenTheEndHasPassedByMoreThanTheSkew_IsAnExpiredToken()
    {
        string token = _issuer.Token();
        _time.Advance(TimeSpan.FromHours(1) + TokenValidator.ClockSkew - TimeSpan.FromSeconds(1));
        await Validate(token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AssertProblem(ProblemType.ExpiredToken, token);
    }

    [Fact]
    public async Task Validate_WhenItWasGoodBeforeItsEnd_IsNotRememberedBeyondIt()
    {
        string token = _issuer.Token();
        await Validate(token);
        _time.Advance(TimeSpan.FromMinutes(61));
        await AssertProblem(ProblemType.ExpiredToken, token);
    }

    [Fact]
    public async Task Validate_WhenItIsExpiredAndForeign_IsCalledInvalidNotExpired()
    {
        string token = _issuer.Token(
            descriptor => descriptor.SigningCredentials = new(
                new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "key-1" }, SecurityAlgorithms.EcdsaSha256));
        _time.Advance(TimeSpan.FromHours(3));
        await AssertProblem(ProblemType.InvalidToken, token);
    }

    [Fact]
    public async Task Validate_WhenTheIssuerHasANameATenant_TakesTheTokensTenantIntoIt()
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = "https://issuer.test/{tenantid}/v2.0" };
        configuration.SigningKeys.Add(_issuer.Key);
        var tokens = new TokenValidator(
            new IssuerMetadata(new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration), TestIssuer.Audience), _time);
        Result<TokenIdentity> own = await tokens.ValidateAsync(
            _issuer.Token(descriptor => descriptor.Issuer = "https://issuer.test/tenant-1/v2.0"), default);
        Assert.Null(own.Refusal);
        Result<TokenIdentity> foreign = await tokens.ValidateAsync(
            _issuer.Token(descriptor => descriptor.Issuer = "https://issuer.test/tenant-2/v2.0"), default);
        Assert.Equal(ProblemType.InvalidToken, foreign.Refusal?.Type);
    }

    private async Task<TokenIdentity> Validate(string token) => (await _tokens.ValidateAsync(token, default)).Value;

    private async Task AssertProblem(ProblemType type, string token)
    {
        Refusal problem = (await _tokens.ValidateAsync(token, default)).Refusal!;
        Assert.Equal(type, problem.Type);
        Assert.Equal("Authorization", problem.Pointer);
        Assert.True(token.Length < 4 || !problem.ToString().Contains(token, StringComparison.Ordinal));
    }
}
