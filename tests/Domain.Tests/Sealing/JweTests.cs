using System.Text;
using System.Text.Json;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class JweTests
{
    private static readonly PackageHeader Header =
        new("local:keys/hub-1/0001-a", "rel-1", "reg-2", "PW-SHELTER", "con-1.3", "sha256:abc");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(49_151)]
    [InlineData(49_152)]
    [InlineData(49_153)]
    [InlineData(150_001)]
    public void Open_WhenSealedAndSentInChunks_GivesTheContent(int length)
    {
        using var key = ContentKey.Create();
        byte[] content = Content(length);
        SealedPackage package = Jwe.Seal(Header, content, key, [1, 2, 3]);
        var chunks = JweCompact.Chunks(package).Select(chunk => chunk.ToArray()).ToList();
        byte[] wire = chunks.SelectMany(chunk => chunk).ToArray();

        Assert.Equal(JweCompact.Length(package), wire.Length);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, JweCompact.ChunkLength));
        SealedPackage parsed = Jwe.Parse(Encoding.ASCII.GetString(wire));
        Assert.Equal(content, Jwe.Open(parsed, key));
        Assert.Equal(Header, parsed.Envelope.ReadHeader());
        Assert.Equal([1, 2, 3], parsed.Envelope.EncryptedKey);
    }

    [Fact]
    public void Chunks_WhenTheSenderStops_HasEncodedNoMoreThanAskedFor()
    {
        using var key = ContentKey.Create();
        SealedPackage package = Jwe.Seal(Header, Content(10 * JweCompact.ChunkLength * 3 / 4), key, [1]);
        Assert.Equal(12, JweCompact.Chunks(package).Count());
        // What was handed out before a stop: the head and one chunk, never the tag.
        int sent = JweCompact.Chunks(package).Take(2).Sum(chunk => chunk.Length);
        Assert.True(sent <= JweCompact.ChunkLength + 400);
    }

    [Fact]
    public void Seal_WhenStored_KeepsTheBlobFreeOfWhatOpensIt()
    {
        using var key = ContentKey.Create();
        SealedPackage package = Jwe.Seal(Header, Content(100), key, [1]);
        Assert.Equal(100 + SealedPackage.TagLength, package.Body.Length);
        Assert.True(package.Body.Span.IndexOf(package.Envelope.Iv) < 0);
        Assert.True(package.Body.Span.IndexOf(key.Reveal().Span) < 0);
    }

    [Fact]
    public void Open_WhenDoneInTheCallersBuffers_GivesTheContentOrZeros()
    {
        using var key = ContentKey.Create();
        using var other = ContentKey.Create();
        SealedPackage package = Jwe.Seal(Header, Content(100), key, [1], new byte[116]);
        byte[] content = new byte[100];
        Jwe.Open(package, key, content);
        Assert.Equal(Content(100), content);
        Assert.Throws<SealingException>(() => Jwe.Open(package, other, content));
        Assert.All(content, b => Assert.Equal(0, b));
        Assert.Throws<SealingException>(() => Jwe.Open(package, key, new byte[99]));
        Assert.Throws<ArgumentException>(() => Jwe.Seal(Header, Content(100), key, [1], new byte[100]));
    }

    [Fact]
    public void Encode_WhenCalled_WritesMembersInCanonicalOrder() =>
        Assert.Equal(
            """{"alg":"RSA-OAEP-256","cns":"con-1.3","cty":"application/json","enc":"A256GCM","kid":"local:keys/hub-1/0001-a","pol":"sha256:abc","pth":"PW-SHELTER","rcp":"reg-2","rel":"rel-1"}""",
            Json(Header.Encode()));

    [Fact]
    public void Encode_WhenThereIsNoConsent_LeavesItOut()
    {
        PackageHeader header = Header with { Consent = null };
        Assert.DoesNotContain("cns", Json(header.Encode()), StringComparison.Ordinal);
        Assert.Equal(header, PackageHeader.Decode(header.Encode()));
    }

    [Fact]
    public void Open_WhenTheKeyIsAnother_Fails()
    {
        using var key = ContentKey.Create();
        using var other = ContentKey.Create();
        SealedPackage package = Jwe.Seal(Header, Content(20), key, [1]);
        Assert.Equal(SealingFailure.TagMismatch, Assert.Throws<SealingException>(() => Jwe.Open(package, other)).Failure);
    }

    [Fact]
    public void Open_WhenTheEnvelopeIsOfAnotherRelease_Fails()
    {
        using var key = ContentKey.Create();
        SealedPackage package = Jwe.Seal(Header, Content(20), key, [1]);
        SealedPackage moved = package with
        {
            Envelope = package.Envelope with { ProtectedHeader = (Header with { Recipient = "reg-3" }).Encode() },
        };
        Assert.Equal(SealingFailure.TagMismatch, Assert.Throws<SealingException>(() => Jwe.Open(moved, key)).Failure);
    }

    [Theory]
    [InlineData("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128GCM\"}", SealingFailure.UnsupportedEncryption)]
    [InlineData("{\"alg\":\"RSA-OAEP-256\"}", SealingFailure.UnsupportedEncryption)]
    [InlineData("{\"alg\":\"RSA1_5\",\"enc\":\"A256GCM\"}", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("{\"alg\":\"none\",\"enc\":\"A256GCM\"}", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("{\"alg\":7,\"enc\":\"A256GCM\"}", SealingFailure.UnsupportedAlgorithm)]
    [InlineData("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}", SealingFailure.UnsupportedExtension)]
    [InlineData("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"crit\":[\"exp\"]}", SealingFailure.UnsupportedExtension)]
    [InlineData("{\"alg\":\"none\",\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}", SealingFailure.HeaderMalformed)]
    [InlineData("[]", SealingFailure.HeaderMalformed)]
    [InlineData("{", SealingFailure.HeaderMalformed)]
    [InlineData("", SealingFailure.HeaderMalformed)]
    public void Parse_WhenTheHeaderIsNotOurs_SaysWhy(string header, SealingFailure expected)
    {
        string compact = $"{Base64UrlText.Encode(Encoding.UTF8.GetBytes(header))}.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
        Assert.Equal(expected, Assert.Throws<SealingException>(() => Jwe.Parse(compact)).Failure);
    }

    [Theory]
    [InlineData("", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AAAA", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AA==.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA. AAA.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AAA+.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.Malformed)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAB", SealingFailure.Malformed)]
    [InlineData("H.A.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.Malformed)]
    [InlineData("H..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.WrongLength)]
    [InlineData("H.AAAA.AAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", SealingFailure.WrongLength)]
    [InlineData("H.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAA", SealingFailure.WrongLength)]
    public void Parse_WhenTheFormIsWrong_SaysWhy(string form, SealingFailure expected)
    {
        string compact = form.Replace("H", Encoding.ASCII.GetString(Header.Encode()), StringComparison.Ordinal);
        SealingException thrown = Assert.Throws<SealingException>(() => Jwe.Parse(compact));
        Assert.Equal(expected, thrown.Failure);
        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public void Decode_WhenAMemberOfOursIsMissing_Fails()
    {
        foreach (string member in (string[])["kid", "rel", "rcp", "pth", "pol"])
        {
            string json = Json(Header.Encode()).Replace($"\"{member}\"", "\"x\"", StringComparison.Ordinal);
            byte[] header = Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.UTF8.GetBytes(json)));
            Assert.Equal(
                SealingFailure.HeaderMalformed,
                Assert.Throws<SealingException>(() => PackageHeader.Decode(header)).Failure);
        }
    }

    [Fact]
    public void ToString_WhenAKeyIsPrintedOrSerialised_ShowsNothingOfIt()
    {
        using var key = ContentKey.Create();
        string hex = Convert.ToHexString(key.Reveal().Span);
        Assert.Equal("ContentKey(…)", key.ToString());
        Assert.DoesNotContain(hex, JsonSerializer.Serialize(key), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("{}", JsonSerializer.Serialize(key));
    }

    [Fact]
    public void Dispose_WhenCalled_ZeroesTheKeyAndRefusesItsUse()
    {
        byte[] bytes = new byte[32];
        Array.Fill(bytes, (byte)7);
        var key = new CaseKey(bytes);
        key.Dispose();
        Assert.All(bytes, b => Assert.Equal(0, b));
        Assert.Throws<ObjectDisposedException>(() => key.Reveal());
    }

    [Fact]
    public void Create_WhenTheKeyIsNot256Bits_Refuses() =>
        Assert.Equal(SealingFailure.WrongLength, Assert.Throws<SealingException>(() => new CaseKey(new byte[16])).Failure);

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];

    private static string Json(byte[] header) =>
        Base64UrlText.TryDecode(Encoding.ASCII.GetString(header), out byte[]? json) ? Encoding.UTF8.GetString(json) : "";
}
