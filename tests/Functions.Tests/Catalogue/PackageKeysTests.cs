using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Domain.Sealing;

namespace DataSharing.Functions.Tests.Catalogue;

/// <summary>The keys by which packages are verified, as anybody reads them.</summary>
public sealed class PackageKeysTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Keys_WhenRead_AreAJwkSetOfPublicKeysNamedByTheirThumbprints()
    {
        JsonNode key = Assert.Single((await GetAsync()).Must(200).Json["keys"]!.AsArray())!;
        Assert.Equal(
            ["alg", "crv", "kid", "kty", "use", "x", "y"], key.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        (string x, string y) = ((string)key["x"]!, (string)key["y"]!);
        Assert.NotNull(NistCurve.Find("P-256")!.Read(x, y));
        string canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""";
        Assert.Equal(Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical))), (string)key["kid"]!);
        Assert.Equal(("EC", "P-256", "ES256", "sig"), ((string)key["kty"]!, (string)key["crv"]!, (string)key["alg"]!, (string)key["use"]!));
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    public async Task Keys_WhenTheCallerHasThem_AreSentOnlyWhereTheyAreOthers(string header, int status)
    {
        Answer first = await GetAsync();
        Answer again = await GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, header, first.ETag));
        Assert.Equal((status, first.ETag, status == 304), (again.Status, again.ETag, again.Bytes.Length == 0));
        Assert.Equal("public, no-cache", again.Headers["Cache-Control"]);
    }

    private Task<Answer> GetAsync(string? ifNoneMatch = null) =>
        running.App.As(null).SendAsync(HttpMethod.Get, "keys", ifNoneMatch: ifNoneMatch);
}
