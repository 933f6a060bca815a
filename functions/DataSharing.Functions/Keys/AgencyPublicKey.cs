namespace DataSharing.Functions.Keys;

/// <summary>Why a key that an agency offered is not taken.</summary>
/// <param name="Code">Stable code, e.g. <c>key.private</c>.</param>
/// <param name="Message">One sentence for the agency's administrator; quotes nothing of the key.</param>
/// <param name="Member">The member of the key that is at fault; null: the key as a whole.</param>
public sealed record AgencyKeyRefusal(string Code, string Message, string? Member = null);

/// <summary>A content key, wrapped for an agency.</summary>
/// <param name="Ephemeral">What the package must tell, so that the holder of an EC key can unwrap it; null: the key is RSA.</param>
public sealed record AgencyWrappedKey(WrappedKey Key, EphemeralKey? Ephemeral);

/// <summary>
/// An agency's own public key: packages wrapped for it can be opened by nobody else once sealed, not even by us. RSA, or EC on
/// P-256 or P-384.
/// </summary>
public sealed class AgencyPublicKey
{
    private readonly PublicKeyInfo? _rsa;
    private readonly NistCurve? _curve;
    private readonly ECPoint _point;

    internal AgencyPublicKey(string? keyId, string thumbprint, byte[] rsa)
    {
        (KeyId, Thumbprint) = (keyId ?? thumbprint, thumbprint);
        _rsa = new PublicKeyInfo(KeyId, KeyKind.Wrapping, rsa);
    }

    internal AgencyPublicKey(string? keyId, string thumbprint, NistCurve curve, ECPoint point) =>
        (KeyId, Thumbprint, _curve, _point) = (keyId ?? thumbprint, thumbprint, curve, point);

    /// <summary>The agency's own name for it (<c>kid</c>), or the thumbprint if it gave none.</summary>
    public string KeyId { get; }

    /// <summary>SHA-256 thumbprint, base64url: what two persons compare. Source: RFC 7638.</summary>
    public string Thumbprint { get; }

    /// <summary>Whether it lies on a curve. Then packages for it are always signed.</summary>
    public bool IsElliptic => _curve is not null;

    /// <summary>Wraps a content key for the agency.</summary>
    public AgencyWrappedKey Wrap(ReadOnlySpan<byte> contentKey)
    {
        if (_rsa is not null)
            return new AgencyWrappedKey(KeyWrap.Wrap(_rsa, contentKey), null);
        (EphemeralKey ephemeral, byte[] encryptedKey) = KeyAgreement.Wrap(_curve!, _point, contentKey);
        return new AgencyWrappedKey(new WrappedKey(KeyId, encryptedKey), ephemeral);
    }

    /// <summary>Checks a JSON Web Key as an administrator sent it.</summary>
    /// <returns>
    /// The key, or why it is refused; never both. Members that do not matter are ignored. Source: RFC 7517, RFC 7518 sections 6.2
    /// and 6.3.
    /// </returns>
    public static (AgencyPublicKey? Key, AgencyKeyRefusal? Refusal) Parse(string jwk) => AgencyKeyReader.Read(jwk, isNew: true);

    /// <summary>
    /// As <see cref="Parse"/>, for one that was taken in before: what is refused only since then (members that point elsewhere)
    /// was never looked at, and its agency goes on getting what it could always open.
    /// </summary>
    public static (AgencyPublicKey? Key, AgencyKeyRefusal? Refusal) ParseRegistered(string jwk) =>
        AgencyKeyReader.Read(jwk, isNew: false);
}
