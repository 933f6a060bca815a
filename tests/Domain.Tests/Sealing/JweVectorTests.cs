using System.Text;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

/// <summary>
/// Published packages of the content encryption we use. Their key wrapping is RSA-OAEP with SHA-1, which we refuse, so
/// the content key is taken from the RFC. RSA-OAEP-256 is held against a foreign implementation in Functions.Tests.
/// </summary>
public class JweVectorTests
{
    /// <summary>Compact form, content key, content. Sources: RFC 7516 appendix A.1; RFC 7520 section 5.2.</summary>
    public static TheoryData<string, string, string> Published => new()
    {
        {
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.48V1_ALb6US04U3b"
            + ".5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A"
            + ".XFBoMYUZodetZdvTiFvSkQ",
            "saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw",
            "The true sign of intelligence is not knowledge but imagination."
        },
        {
            "eyJhbGciOiJSU0EtT0FFUCIsImtpZCI6InNhbXdpc2UuZ2FtZ2VlQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMjU2R0NNIn0"
            + ".AA.-nBoKLH0YkLZPSI9"
            + ".o4k2cnGN8rSSw3IDo1YuySkqeS_t2m1GXklSgqBdpACm6UJuJowOHC5ytjqYgRL-I-soPlwqMUf4UgRWWeaOGNw6vGW-xyM01lTY"
            + "xrXfVzIIaRdhYtEMRBvBWbEwP7ua1DRfvaOjgZv6Ifa3brcAM64d8p5lhhNcizPersuhw5f-pGYzseva-TUaL8iWnctc-sSwy7SQmR"
            + "kfhDjwbz0fz6kFovEgj64X1I5s7E6GLp5fnbYGLa1QUiML7Cc2GxgvI7zqWo0YIEc7aCflLG1-8BboVWFdZKLK9vNoycrYHumwzKlu"
            + "LWEbSVmaPpOslY2n525DxDfWaVFUfKQxMF56vn4B9QMpWAbnypNimbM8zVOw"
            + ".UCGiqJxhBI3IFVdPalHHvA",
            "mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA",
            "You can trust us to stick with you through thick and thin\u2013to the bitter end. And you can trust us to "
            + "keep any secret of yours\u2013closer than you keep it yourself. But you cannot trust us to let you face "
            + "trouble alone, and go off without a word. We are your friends, Frodo."
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Open_WhenPublishedVector_GivesItsContent(string compact, string key, string content)
    {
        using var contentKey = new ContentKey(Bytes(key));
        Assert.Equal(content, Encoding.UTF8.GetString(Jwe.Open(Package(compact), contentKey)));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Compact_WhenPublishedVector_GivesItsText(string compact, string key, string content)
    {
        Assert.Equal(compact, Jwe.Compact(Package(compact)));
        Assert.NotEqual(key, content);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Open_WhenAnyPartOfAVectorIsFlipped_Fails(string compact, string key, string content)
    {
        using var contentKey = new ContentKey(Bytes(key));
        SealedPackage package = Package(compact);
        Assert.NotEmpty(content);
        PackageEnvelope envelope = package.Envelope;
        SealedPackage[] altered =
        [
            package with { Envelope = envelope with { ProtectedHeader = Flip(envelope.ProtectedHeader, 0) } },
            package with { Envelope = envelope with { Iv = Flip(envelope.Iv, 11) } },
            package with { Body = Flip(package.Body.ToArray(), 0) },
            package with { Body = Flip(package.Body.ToArray(), package.Body.Length - 17) },
            package with { Body = Flip(package.Body.ToArray(), package.Body.Length - 1) },
            package with { Body = package.Body[..^1] },
        ];
        foreach (SealedPackage bad in altered)
            Assert.Equal(
                SealingFailure.TagMismatch, Assert.Throws<SealingException>(() => Jwe.Open(bad, contentKey)).Failure);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Parse_WhenWrappedWithSha1_RefusesTheAlgorithm(string compact, string key, string content)
    {
        Assert.NotEqual(key, content);
        Assert.Equal(
            SealingFailure.UnsupportedAlgorithm, Assert.Throws<SealingException>(() => Jwe.Parse(compact)).Failure);
    }

    private static SealedPackage Package(string compact)
    {
        string[] parts = compact.Split('.');
        return new(
            new(Encoding.ASCII.GetBytes(parts[0]), Bytes(parts[1]), Bytes(parts[2])),
            (byte[])[.. Bytes(parts[3]), .. Bytes(parts[4])]);
    }

    private static byte[] Bytes(string text) =>
        Base64UrlText.TryDecode(text, out byte[]? bytes) ? bytes : throw new FormatException("not base64url");

    private static byte[] Flip(byte[] bytes, int at)
    {
        byte[] copy = bytes.ToArray();
        copy[at] ^= 1;
        return copy;
    }
}
