namespace DataSharing.Domain.Sealing;

/// <summary>
/// The part of a package that lives in the release document alone. Without it the blob opens for nobody; deleting it
/// is how a release is made unreadable.
/// </summary>
/// <param name="ProtectedHeader">ASCII base64url of the protected header; also the additional authenticated data.</param>
/// <param name="EncryptedKey">The content key, wrapped for the recipient.</param>
/// <param name="Iv">96-bit initialisation vector.</param>
/// <param name="WrappedBy">
/// Full id of the key that wraps the content key now, when that is another one than the header names: the header is
/// authenticated with the content and therefore stays as it was sealed, also when the package moves to another key store.
/// Null: the header's key.
/// </param>
public sealed record PackageEnvelope(byte[] ProtectedHeader, byte[] EncryptedKey, byte[] Iv, string? WrappedBy = null)
{
    /// <summary>Full id of the key that unwraps the content key.</summary>
    /// <exception cref="SealingException">Not a header of ours.</exception>
    public string ReadKeyId() => WrappedBy ?? ReadHeader().KeyId;

    /// <summary>The header's members.</summary>
    /// <exception cref="SealingException">Not a header of ours.</exception>
    public PackageHeader ReadHeader() => PackageHeader.Decode(ProtectedHeader);
}

/// <summary>
/// A sealed package in its two parts, stored apart: the envelope in the release document, the body in the blob store.
/// The compact form of both exists nowhere at rest. Source: RFC 7516 section 3.1.
/// </summary>
/// <param name="Envelope">Header, wrapped key and IV.</param>
/// <param name="Body">Ciphertext followed by the 16-byte tag: the blob's content.</param>
public sealed record SealedPackage(PackageEnvelope Envelope, ReadOnlyMemory<byte> Body)
{
    /// <summary>Length of the authentication tag in bytes.</summary>
    public const int TagLength = 16;
    /// <summary>Length of the initialisation vector in bytes.</summary>
    public const int IvLength = 12;

    /// <summary>The ciphertext: the body without its tag.</summary>
    public ReadOnlyMemory<byte> Ciphertext => Body[..^TagLength];
    /// <summary>The authentication tag: the body's last 16 bytes.</summary>
    public ReadOnlyMemory<byte> Tag => Body[^TagLength..];
}
