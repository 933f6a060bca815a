using System.Security.Cryptography;
using System.Text;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public sealed class SignedContentTests : IDisposable
{
    private static readonly PackageHeader Header =
        new("own-1", "rel-1", "reg-2", "PW-SHELTER", "con-1.3", "sha256:abc") { IsSigned = true };

    private readonly ECDsa _hub = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50_000)]
    public void Open_WhenSigned_GivesTheContent(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
        Assert.Equal(content, SignedContent.Open(Signed(content), Header, Trusted()));
    }

    [Fact]
    public void Header_WhenSigned_HasItsMembersInCanonicalOrder()
    {
        string header = Encoding.ASCII.GetString(Signed([1])).Split('.')[0];
        Assert.True(Base64UrlText.TryDecode(header, out byte[] json));
        Assert.Equal(
            """{"alg":"ES256","cns":"con-1.3","cty":"application/json","kid":"hub-1","pol":"sha256:abc","pth":"PW-SHELTER","rcp":"reg-2","rel":"rel-1","typ":"datasharing-package+jose"}""",
            Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void Open_WhenLiftedIntoAnotherPackage_Fails()
    {
        byte[] text = Signed([1]);
        foreach (PackageHeader other in (PackageHeader[])
        [
            Header with { Recipient = "reg-3" }, Header with { Release = "rel-2" }, Header with { Pathway = "p" },
            Header with { Consent = null }, Header with { PolicyVersion = "v" },
        ])
            Assert.Equal(SealingFailure.SignatureMismatch, Failure(text, other));
        // Sealed for another key of the same agency, it is the same package.
        Assert.Equal([1], SignedContent.Open(text, Header with { KeyId = "own-2" }, Trusted()));
    }

    [Fact]
    public void Open_WhenSignedByAStranger_Fails()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(SealingFailure.SignatureMismatch, Failure(Signed([1], stranger), Header));
        Assert.Equal(SealingFailure.UnknownSigner, Failure(Signed([1], stranger, "stranger"), Header));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"hub-1","pol":"v","pth":"p","rcp":"r","rel":"r","typ":"datasharing-package+jose"}""", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("""{"alg":"HS256","kid":"hub-1","pol":"v","pth":"p","rcp":"r","rel":"r","typ":"datasharing-package+jose"}""", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("""{"alg":"ES256","crit":["b64"],"b64":false,"kid":"hub-1"}""", SealingFailure.UnsupportedExtension)]
    [InlineData("""{"alg":"ES256","kid":"hub-1"}""", SealingFailure.HeaderMalformed)]
    [InlineData("""{"alg":"ES256","cns":"con-1.3","kid":"hub-1","pol":"sha256:abc","pth":"PW-SHELTER","rcp":"reg-2","rel":"rel-1"}""", SealingFailure.SignatureMismatch)]
    public void Open_WhenTheHeaderIsNotOurs_SaysWhy(string header, SealingFailure expected)
    {
        string[] parts = Encoding.ASCII.GetString(Signed([1])).Split('.');
        parts[0] = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header));
        Assert.Equal(expected, Failure(Encoding.ASCII.GetBytes(string.Join('.', parts)), Header));
    }

    [Theory]
    [InlineData("", SealingFailure.Malformed)]
    [InlineData("{}", SealingFailure.Malformed)]
    [InlineData("e30.AQ", SealingFailure.Malformed)]
    [InlineData("e30.AQ.AA.AA", SealingFailure.Malformed)]
    [InlineData("e30.AQ==.AA", SealingFailure.Malformed)]
    [InlineData("e30.AQ.AAAA", SealingFailure.WrongLength)]
    public void Open_WhenItIsNoSignature_SaysWhy(string text, SealingFailure expected) =>
        Assert.Equal(expected, Failure(Encoding.ASCII.GetBytes(text), Header));

    [Fact]
    public void Open_WhenAnyPartIsAltered_Fails()
    {
        byte[] text = Signed("content"u8);
        for (int i = 0; i < text.Length; i++)
        {
            byte[] altered = [.. text];
            altered[i] = altered[i] == (byte)'A' ? (byte)'B' : (byte)'A';
            Assert.Throws<SealingException>(() => SignedContent.Open(altered, Header, Trusted()));
        }
    }

    [Fact]
    public void Complete_WhenTheSignatureHasAnotherLength_Refuses()
    {
        using var signed = new SignedContent(Header, "hub-1", [1]);
        Assert.Throws<ArgumentException>(() => signed.Complete(new byte[63]));
    }

    [Fact]
    public void Dispose_WhenCalled_OverwritesTheContent()
    {
        var signed = new SignedContent(Header, "hub-1", "content"u8);
        signed.Dispose();
        Assert.All(signed.Text.ToArray(), b => Assert.Equal(0, b));
        Assert.Equal("SignedContent(…)", signed.ToString());
    }

    private byte[] Signed(ReadOnlySpan<byte> content, ECDsa? by = null, string key = "hub-1")
    {
        using var signed = new SignedContent(Header, key, content);
        signed.Complete((by ?? _hub).SignHash(signed.Digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return signed.Text.ToArray();
    }

    private Dictionary<string, ECPoint> Trusted() => new() { ["hub-1"] = _hub.ExportParameters(includePrivateParameters: false).Q };

    private SealingFailure Failure(byte[] text, PackageHeader header) =>
        Assert.Throws<SealingException>(() => SignedContent.Open(text, header, Trusted())).Failure;
}
