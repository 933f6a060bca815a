using System.Buffers.Text;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// A package's content under a signature of the hub: a JWS in compact form, which is then sealed like any content. Whoever has the
/// recipient's public key can seal for it; nobody else can sign. The signed header names release and recipient, so that what one
/// recipient got does not pass as meant for another. Source: RFC 7515 sections 3.1, 5.1 and 5.2; RFC 7518 section 3.4.
/// </summary>
/// <remarks>Holds personal data until <see cref="Dispose"/>, which overwrites it. Not thread-safe.</remarks>
public sealed class SignedContent : IDisposable
{
    /// <summary>The signature of every signed package.</summary>
    public const string Algorithm = "ES256";

    /// <summary>What it is (<c>typ</c>): a signature of the same key over anything else says something else.</summary>
    public const string Type = "datasharing-package+jose";

    /// <summary>What the seal says of such a content (<c>cty</c>).</summary>
    public const string ContentType = "jose";

    private const int SignatureLength = 64;

    private readonly byte[] _text;
    private readonly int _input;

    /// <param name="header">Of the package that it goes into.</param>
    /// <param name="signingKey">Id of the key that will sign (<c>kid</c>).</param>
    /// <param name="content">The content in clear; copied.</param>
    public SignedContent(PackageHeader header, string signingKey, ReadOnlySpan<byte> content)
    {
        byte[] protectedHeader = header.EncodeSigned(signingKey);
        _input = protectedHeader.Length + 1 + Base64Url.GetEncodedLength(content.Length);
        _text = new byte[_input + 1 + Base64Url.GetEncodedLength(SignatureLength)];
        protectedHeader.CopyTo(_text, 0);
        _text[protectedHeader.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(content, _text.AsSpan(protectedHeader.Length + 1, _input - protectedHeader.Length - 1));
        _text[_input] = (byte)'.';
    }

    /// <summary>SHA-256 of what is signed.</summary>
    public byte[] Digest => SHA256.HashData(_text.AsSpan(0, _input));

    /// <summary>The whole text, in this object's memory; without its signature until <see cref="Complete"/>.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>Puts the signature in.</summary>
    /// <param name="signature">ES256 over <see cref="Digest"/>: r and s, 32 bytes each.</param>
    /// <exception cref="ArgumentException">The signature has another length.</exception>
    public void Complete(ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
            throw new ArgumentException("a signature is 64 bytes long", nameof(signature));
        Base64Url.EncodeToUtf8(signature, _text.AsSpan(_input + 1));
    }

    /// <summary>The content of a signed package, if the signature is by one of these keys and for this release and recipient.</summary>
    /// <param name="text">What the package held.</param>
    /// <param name="header">The header of the package that it came in: signed and sealed names must be the same.</param>
    /// <param name="keys">Public keys of the hub by id, as coordinates on P-256.</param>
    /// <exception cref="SealingException">Why it is none; see <see cref="SealingFailure"/>.</exception>
    public static byte[] Open(ReadOnlySpan<byte> text, PackageHeader header, IReadOnlyDictionary<string, ECPoint> keys)
    {
        string[] parts = Encoding.ASCII.GetString(text).Split('.', 4);
        if (parts.Length != 3 || !Base64UrlText.TryDecode(parts[1], out byte[] content)
            || !Base64UrlText.TryDecode(parts[2], out byte[] signature))
            throw new SealingException(SealingFailure.Malformed);
        if (signature.Length != SignatureLength)
            throw new SealingException(SealingFailure.WrongLength);
        string signingKey = PackageHeader.ReadSigned(Encoding.ASCII.GetBytes(parts[0]), header);
        if (!keys.TryGetValue(signingKey, out ECPoint point))
            throw new SealingException(SealingFailure.UnknownSigner);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        byte[] digest = SHA256.HashData(text[..text.LastIndexOf((byte)'.')]);
        return key.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? content
            : throw new SealingException(SealingFailure.SignatureMismatch);
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_text);

    /// <summary>A placeholder, never the content.</summary>
    public override string ToString() => "SignedContent(…)";
}
