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
    [InlineData("\"kid\":\"agency-2026\",\"key_ops\":[\"verify\",\"encrypt\"],\"x5t\":\"AA\"")]
    public void Parse_WhenMembersFit_TakesTheKeyAndItsName(string members) =>
        Assert.Equal("agency-2026", AgencyPublicKey.Parse(Jwk(members)).Key!.KeyId);

    [Theory]
    [InlineData("\"d\":\"AQAB\"", "key.private")]
    [InlineData("\"p\":\"AQAB\"", "key.private")]
    [InlineData("\"qi\":null", "key.private")]
    [InlineData("\"k\":\"AQAB\",\"use\":\"sig\"", "key.private")]
    [InlineData("\"use\":\"sig\"", "key.use")]
    [InlineData("\"use\":1", "key.use")]
    [InlineData("\"key_ops\":[\"verify\"]", "key.use")]
    [InlineData("\"key_ops\":\"wrapKey\"", "key.use")]
    [InlineData("\"alg\":\"RSA-OAEP\"", "key.algorithm")]
    [InlineData("\"alg\":\"RS256\"", "key.algorithm")]
    [InlineData("\"kid\":\"\"", "key.id")]
    [InlineData("\"kid\":\"two words\"", "key.id")]
    [InlineData("\"kid\":5", "key.id")]
    [InlineData("\"kty\":\"RSA\"", "key.malformed")]
    public void Parse_WhenAMemberDoesNotFit_SaysWhy(string members, string code) => Refused(Jwk(members), code);

    [Theory]
    [InlineData("", "key.malformed")]
    [InlineData("[]", "key.malformed")]
    [InlineData("\"RSA\"", "key.malformed")]
    [InlineData("{}", "key.type")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""", "key.type")]
    [InlineData("""{"kty":"RSA","n":"AQAB"}""", "key.exponent")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"Aw"}""", "key.exponent")]
    [InlineData("""{"kty":"RSA","e":"AQAB"}""", "key.modulus")]
    [InlineData("""{"kty":"RSA","n":"not base64url","e":"AQAB"}""", "key.modulus")]
    [InlineData("""{"kty":"RSA","n":"AAEC","e":"AQAB"}""", "key.modulus")]
    [InlineData("""{"kty":"RSA","n":"AQAC","e":"AQAB"}""", "key.modulus")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""", "key.short")]
    public void Parse_WhenItIsNoUsableKey_SaysWhy(string jwk, string code) => Refused(jwk, code);

    [Theory]
    [InlineData(2040, "key.short")]
    [InlineData(8200, "key.long")]
    public void Parse_WhenTheLengthIsOutOfBounds_SaysWhy(int bits, string code)
    {
        byte[] modulus = new byte[bits / 8];
        (modulus[0], modulus[^1]) = (0x80, 1);
        Refused($$"""{"kty":"RSA","n":"{{Base64UrlText.Encode(modulus)}}","e":"AQAB"}""", code);
    }

    [Fact]
    public void Parse_WhenTheModulusHasOneBitTooFew_SaysSo()
    {
        byte[] modulus = new byte[256];
        (modulus[0], modulus[^1]) = (0x40, 1);
        Refused($$"""{"kty":"RSA","n":"{{Base64UrlText.Encode(modulus)}}","e":"AQAB"}""", "key.short");
    }

    [Fact]
    public void Wrap_WhenTheAgencyUnwraps_GivesTheContentKey()
    {
        using var rsa = RSA.Create(2048);
        string n = Base64UrlText.Encode(rsa.ExportParameters(false).Modulus);
        AgencyPublicKey key = AgencyPublicKey.Parse($$"""{"kty":"RSA","n":"{{n}}","e":"AQAB","kid":"k1"}""").Key!;
        WrappedKey wrapped = key.Wrap(new byte[32]);
        Assert.Equal("k1", wrapped.KeyId);
        Assert.Equal(new byte[32], rsa.Decrypt(wrapped.EncryptedKey, RSAEncryptionPadding.OaepSHA256));
    }

    private static string Jwk(string members = "\"ext\":true") =>
        $$"""{"kty":"RSA","n":"{{Modulus}}","e":"AQAB",{{members}}}""";

    private static void Refused(string jwk, string code)
    {
        (AgencyPublicKey? key, AgencyKeyRefusal? refusal) = AgencyPublicKey.Parse(jwk);
        Assert.Null(key);
        Assert.Equal(code, refusal!.Code);
        Assert.DoesNotContain("AQAB", refusal.Message, StringComparison.Ordinal);
    }
}
