using System.Security.Cryptography;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Keys;

public class AgencyPublicKeyTests
{
    /// <summary>The modulus of RFC 7638 section 3.1.</summary>
    private const string Modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
        + "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
        + "kEgU8awapJzKnqDKgw";

    [Fact]
    public void Parse_WhenTheKeyOfRfc7638_GivesItsThumbprint()
    {
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(Jwk());
        Assert.Null(refusal);
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key!.Thumbprint);
        Assert.Equal(key.Thumbprint, key.KeyId);
    }

    [Theory]
    [InlineData("\"kid\":\"agency-2026\"")]
    [InlineData("\"kid\":\"agency-2026\",\"use\":\"enc\",\"alg\":\"RSA-OAEP-256\",\"key_ops\":[\"wrapKey\"]")]
    [InlineData("\"kid\":\"agency-2026\",\"key_ops\":[\"verify\",\"encrypt\"],\"iat\":1")]
    public void Parse_WhenMembersFit_TakesTheKeyAndItsName(string members) =>
        Assert.Equal("agency-2026", AgencyPublicKey.Parse(Jwk(members)).Key!.KeyId);

    [Theory]
    [InlineData("\"d\":\"AQAB\"", "key.private", "d")]
    [InlineData("\"p\":\"AQAB\"", "key.private", "p")]
    [InlineData("\"qi\":null", "key.private", "qi")]
    [InlineData("\"k\":\"AQAB\",\"use\":\"sig\"", "key.private", "k")]
    [InlineData("\"d\":\"AQAB\",\"jku\":\"https://a.example\"", "key.private", "d")]
    [InlineData("\"jku\":\"https://a.example\"", "key.reference", "jku")]
    [InlineData("\"x5u\":\"https://a.example\"", "key.reference", "x5u")]
    [InlineData("\"x5c\":[]", "key.reference", "x5c")]
    [InlineData("\"x5t\":null", "key.reference", "x5t")]
    [InlineData("\"x5t#S256\":\"AA\"", "key.reference", "x5t#S256")]
    [InlineData("\"jwk\":{}", "key.reference", "jwk")]
    [InlineData("\"crv\":\"P-256\"", "key.member", "crv")]
    [InlineData("\"use\":\"sig\"", "key.use", "use")]
    [InlineData("\"use\":1", "key.use", "use")]
    [InlineData("\"key_ops\":[\"verify\"]", "key.use", "key_ops")]
    [InlineData("\"key_ops\":[\"deriveKey\"]", "key.use", "key_ops")]
    [InlineData("\"key_ops\":[]", "key.use", "key_ops")]
    [InlineData("\"key_ops\":\"wrapKey\"", "key.use", "key_ops")]
    [InlineData("\"alg\":\"RSA-OAEP\"", "key.algorithm", "alg")]
    [InlineData("\"alg\":\"ECDH-ES+A256KW\"", "key.algorithm", "alg")]
    [InlineData("\"alg\":\"RS256\"", "key.algorithm", "alg")]
    [InlineData("\"kid\":\"\"", "key.id", "kid")]
    [InlineData("\"kid\":\"two words\"", "key.id", "kid")]
    [InlineData("\"kid\":5", "key.id", "kid")]
    [InlineData("\"kty\":\"RSA\"", "key.malformed", null)]
    public void Parse_WhenAMemberDoesNotFit_NamesItAndSaysWhy(string members, string code, string? member) =>
        Refused(Jwk(members), code, member);

    [Theory]
    [InlineData("", "key.malformed", null)]
    [InlineData("[]", "key.malformed", null)]
    [InlineData("\"RSA\"", "key.malformed", null)]
    [InlineData("{}", "key.type", "kty")]
    [InlineData("""{"kty":"OKP","crv":"X25519","x":"AA"}""", "key.type", "kty")]
    [InlineData("""{"kty":"oct"}""", "key.type", "kty")]
    [InlineData("""{"kty":"RSA","n":"AQAB"}""", "key.exponent", "e")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"Aw"}""", "key.exponent", "e")]
    [InlineData("""{"kty":"RSA","e":"AQAB"}""", "key.modulus", "n")]
    [InlineData("""{"kty":"RSA","n":"not base64url","e":"AQAB"}""", "key.modulus", "n")]
    [InlineData("""{"kty":"RSA","n":"AAEC","e":"AQAB"}""", "key.modulus", "n")]
    [InlineData("""{"kty":"RSA","n":"AQAC","e":"AQAB"}""", "key.modulus", "n")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""", "key.short", "n")]
    public void Parse_WhenItIsNoUsableKey_SaysWhy(string jwk, string code, string? member) => Refused(jwk, code, member);

    [Theory]
    [InlineData(2040, "key.short")]
    [InlineData(8200, "key.long")]
    public void Parse_WhenTheLengthIsOutOfBounds_SaysWhy(int bits, string code)
    {
        byte[] modulus = new byte[bits / 8];
        (modulus[0], modulus[^1]) = (0x80, 1);
        Refused($$"""{"kty":"RSA","n":"{{Base64UrlText.Encode(modulus)}}","e":"AQAB"}""", code, "n");
    }

    [Fact]
    public void Parse_WhenTheModulusHasOneBitTooFew_SaysSo()
    {
        byte[] modulus = new byte[256];
        (modulus[0], modulus[^1]) = (0x40, 1);
        Refused($$"""{"kty":"RSA","n":"{{Base64UrlText.Encode(modulus)}}","e":"AQAB"}""", "key.short", "n");
    }

    [Fact]
    public void Wrap_WhenTheAgencyUnwraps_GivesTheContentKey()
    {
        using var rsa = RSA.Create(2048);
        string n = Base64UrlText.Encode(rsa.ExportParameters(false).Modulus);
        AgencyPublicKey key = AgencyPublicKey.Parse($$"""{"kty":"RSA","n":"{{n}}","e":"AQAB","kid":"k1"}""").Key!;
        WrappedKey wrapped = key.Wrap(new byte[32]).Key;
        Assert.Equal("k1", wrapped.KeyId);
        Assert.Equal(new byte[32], rsa.Decrypt(wrapped.EncryptedKey, RSAEncryptionPadding.OaepSHA256));
    }

    [Fact]
    public void ParseRegistered_WhenTakenInBeforeReferencesWereRefused_IsTheKey() =>
        Assert.Equal(
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
            AgencyPublicKey.ParseRegistered(Jwk("\"x5u\":\"https://a.example\",\"crv\":\"P-256\"")).Key!.Thumbprint);

    private static string Jwk(string members = "\"ext\":true") =>
        $$"""{"kty":"RSA","n":"{{Modulus}}","e":"AQAB",{{members}}}""";

    private static void Refused(string jwk, string code, string? member)
    {
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(jwk);
        Assert.Null(key);
        Assert.Equal((code, member), (refusal!.Code, refusal.Member));
        Assert.DoesNotContain("AQAB", refusal.Message, StringComparison.Ordinal);
    }
}
