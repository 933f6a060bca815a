using System.Security.Cryptography;
using System.Text;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

/// <summary>Wrapping for EC keys, held against published vectors; against a foreign implementation in Functions.Tests.</summary>
public class KeyAgreementTests
{
    /// <summary>Bob's key of RFC 7518 appendix C.</summary>
    private const string X = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", Y = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";

    private static readonly NistCurve P256 = NistCurve.Find("P-256")!;

    [Fact]
    public void Derive_WhenTheVectorOfRfc7518_GivesItsKey()
    {
        using var alice = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = P256.Read("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps")!.Value,
            D = Bytes("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"),
        });
        using var bob = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = P256.Read(X, Y)!.Value });
        byte[] secret = alice.DeriveRawSecretAgreement(bob.PublicKey);
        Assert.Equal("9E56D91D817135D372834283BF84269CFB316EA3DA806A48F6DAA7798CFE90C4", Convert.ToHexString(secret));
        Assert.Equal("VqqN6vgjbSBcIijNcacQGg", Base64UrlText.Encode(ConcatKdf.Derive(secret, "A128GCM", "Alice"u8, "Bob"u8, 16)));
    }

    [Fact]
    public void Derive_WhenMoreThanOneRoundIsNeeded_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConcatKdf.Derive([], "A256KW", [], [], 33));

    /// <summary>RFC 3394 sections 4.1, 4.3, 4.5 and 4.6.</summary>
    [Theory]
    [InlineData(16, "00112233445566778899AABBCCDDEEFF", "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData(32, "00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData(
        32, "00112233445566778899AABBCCDDEEFF0001020304050607", "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData(
        32, "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void Wrap_WhenAVectorOfRfc3394_GivesItsBytes(int length, string key, string wrapped)
    {
        byte[] wrapping = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        Assert.Equal(wrapped, Convert.ToHexString(AesKeyWrap.Wrap(wrapping, Convert.FromHexString(key))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(17)]
    public void Wrap_WhenTheLengthIsNone_Refuses(int length) =>
        Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(new byte[32], new byte[length]));

    [Theory]
    [InlineData("P-256", "nistP256")]
    [InlineData("P-384", "nistP384")]
    public void Read_WhenAPointOfThePlatform_IsOnTheCurve(string name, string platform)
    {
        NistCurve curve = NistCurve.Find(name)!;
        for (int i = 0; i < 20; i++)
        {
            using var key = ECDiffieHellman.Create(ECCurve.CreateFromFriendlyName(platform));
            ECPoint point = key.ExportParameters(false).Q;
            (string x, string y) = (Base64UrlText.Encode(point.X), Base64UrlText.Encode(point.Y));
            Assert.NotNull(curve.Read(x, y));
            point.Y![^1] ^= 1;
            Assert.Null(curve.Read(x, Base64UrlText.Encode(point.Y)));
            // The swap of both is a point of neither curve but for a negligible share.
            Assert.Null(curve.Read(y, x));
        }
    }

    [Theory]
    [InlineData(null, Y)]
    [InlineData("", Y)]
    [InlineData(X, X)]
    [InlineData("AA" + X, Y)]
    [InlineData(X + "=", Y)]
    // The prime itself, and the point at infinity in its usual guise.
    [InlineData("_____wAAAAEAAAAAAAAAAAAAAAD_______________8", Y)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Read_WhenItIsNoPoint_IsNone(string? x, string? y) => Assert.Null(P256.Read(x, y));

    [Theory]
    [InlineData("P-521")]
    [InlineData("secp256k1")]
    [InlineData("p-256")]
    [InlineData("")]
    public void Find_WhenTheCurveIsNotOurs_IsNone(string name) => Assert.Null(NistCurve.Find(name));

    [Fact]
    public void Wrap_WhenRepeated_HasAnotherKeyPairEachTime()
    {
        ECPoint bob = P256.Read(X, Y)!.Value;
        (EphemeralKey first, byte[] wrapped) = KeyAgreement.Wrap(P256, bob, new byte[32]);
        (EphemeralKey second, byte[] again) = KeyAgreement.Wrap(P256, bob, new byte[32]);
        Assert.NotEqual(first, second);
        Assert.NotEqual(wrapped, again);
        Assert.Equal(40, wrapped.Length);
    }

    [Fact]
    public void Decode_WhenThePackageIsForAnEcKey_HasItsEphemeralKey()
    {
        (EphemeralKey ephemeral, _) = KeyAgreement.Wrap(P256, P256.Read(X, Y)!.Value, new byte[32]);
        var header = new PackageHeader("k", "rel-1", "reg-2", "p", null, "v") { Ephemeral = ephemeral, IsSigned = true };
        Assert.Equal(header, PackageHeader.Decode(header.Encode()));
        string json = Encoding.UTF8.GetString(Bytes(Encoding.ASCII.GetString(header.Encode())));
        Assert.StartsWith("""{"alg":"ECDH-ES+A256KW","cty":"jose","enc":"A256GCM","epk":{"crv":"P-256","kty":"EC","x":""", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"epk\":7")]
    [InlineData(",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + X + "\"}")]
    [InlineData(",\"epk\":{\"kty\":\"RSA\",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}")]
    [InlineData(",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}")]
    [InlineData(",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + Y + "\",\"y\":\"" + X + "\"}")]
    public void Decode_WhenTheEphemeralKeyIsNone_Fails(string member)
    {
        string json = $$"""{"alg":"ECDH-ES+A256KW","enc":"A256GCM"{{member}},"kid":"k","rel":"r","rcp":"g","pth":"p","pol":"v"}""";
        byte[] header = Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(
            SealingFailure.HeaderMalformed, Assert.Throws<SealingException>(() => PackageHeader.Decode(header)).Failure);
    }

    private static byte[] Bytes(string text) =>
        Base64UrlText.TryDecode(text, out byte[] bytes) ? bytes : throw new FormatException("not base64url");
}
