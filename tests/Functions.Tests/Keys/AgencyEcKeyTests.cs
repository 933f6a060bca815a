using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Keys;

/// <summary>EC keys of agencies, as administrators send them.</summary>
public class AgencyEcKeyTests
{
    /// <summary>Bob's key of RFC 7518 appendix C.</summary>
    private const string X = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", Y = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";

    [Theory]
    [InlineData("\"kid\":\"agency-2026\"")]
    [InlineData("\"kid\":\"agency-2026\",\"use\":\"enc\",\"alg\":\"ECDH-ES+A256KW\"")]
    [InlineData("\"kid\":\"agency-2026\",\"key_ops\":[],\"ext\":true")]
    [InlineData("\"kid\":\"agency-2026\",\"key_ops\":[\"deriveBits\"]")]
    public void Parse_WhenMembersFit_TakesTheKeyAndItsName(string members)
    {
        AgencyPublicKey key = AgencyPublicKey.Parse(Jwk(members)).Key!;
        Assert.Equal(("agency-2026", true), (key.KeyId, key.IsElliptic));
    }

    [Fact]
    public void Parse_WhenItHasNoName_IsCalledByItsThumbprint()
    {
        AgencyPublicKey key = AgencyPublicKey.Parse(Jwk("\"ext\":true")).Key!;
        Assert.Equal(43, key.Thumbprint.Length);
        Assert.Equal(key.Thumbprint, key.KeyId);
    }

    [Theory]
    [InlineData("\"d\":\"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw\"", "key.private", "d")]
    [InlineData("\"jku\":\"https://a.example\"", "key.reference", "jku")]
    [InlineData("\"x5u\":\"https://a.example\"", "key.reference", "x5u")]
    [InlineData("\"x5c\":[\"AA\"]", "key.reference", "x5c")]
    [InlineData("\"n\":\"AQAB\"", "key.member", "n")]
    [InlineData("\"e\":\"AQAB\"", "key.member", "e")]
    [InlineData("\"use\":\"sig\"", "key.use", "use")]
    [InlineData("\"key_ops\":[\"sign\"]", "key.use", "key_ops")]
    [InlineData("\"key_ops\":[\"verify\"]", "key.use", "key_ops")]
    [InlineData("\"key_ops\":[7]", "key.use", "key_ops")]
    [InlineData("\"alg\":\"ECDH-ES\"", "key.algorithm", "alg")]
    [InlineData("\"alg\":\"ES256\"", "key.algorithm", "alg")]
    [InlineData("\"alg\":\"RSA-OAEP-256\"", "key.algorithm", "alg")]
    [InlineData("\"kid\":\"\"", "key.id", "kid")]
    public void Parse_WhenAMemberDoesNotFit_NamesItAndSaysWhy(string members, string code, string member) =>
        Refused(Jwk(members), code, member);

    [Theory]
    [InlineData("\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"", "key.curve", "crv")]
    [InlineData("\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"", "key.curve", "crv")]
    [InlineData("\"x\":\"AA\",\"y\":\"AA\"", "key.curve", "crv")]
    [InlineData("\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"" + Y + "\"", "key.point", "x")]
    [InlineData("\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"AA" + Y + "\"", "key.point", "y")]
    [InlineData("\"crv\":\"P-256\",\"x\":\"" + X + "\"", "key.point", "y")]
    [InlineData("\"crv\":\"P-256\",\"x\":\"" + Y + "\",\"y\":\"" + X + "\"", "key.point", null)]
    [InlineData("\"crv\":\"P-384\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"", "key.point", "x")]
    public void Parse_WhenItIsNoPointOfTheCurve_SaysWhy(string members, string code, string? member) =>
        Refused($$"""{"kty":"EC",{{members}}}""", code, member);

    private static string Jwk(string members) => $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}",{{members}}}""";

    private static void Refused(string jwk, string code, string? member)
    {
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(jwk);
        Assert.Null(key);
        Assert.Equal((code, member), (refusal!.Code, refusal.Member));
        Assert.DoesNotContain(X, refusal.Message, StringComparison.Ordinal);
    }
}
