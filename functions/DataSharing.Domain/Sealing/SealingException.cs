namespace DataSharing.Domain.Sealing;

/// <summary>Why something sealed could not be read. The value is all that may be told or logged; it carries no content.</summary>
public enum SealingFailure
{
    /// <summary>Not five base64url parts, or a part is not canonical base64url without padding.</summary>
    Malformed,
    /// <summary>The protected header is not a JSON object of unique members with the types we expect.</summary>
    HeaderMalformed,
    /// <summary><c>alg</c> is missing or none of <c>RSA-OAEP-256</c>, <c>ECDH-ES+A256KW</c>; of a signature not <c>ES256</c>.</summary>
    UnsupportedAlgorithm,
    /// <summary><c>enc</c> is missing or not <c>A256GCM</c>.</summary>
    UnsupportedEncryption,
    /// <summary>The header asks for something this reader does not do (<c>crit</c>, <c>zip</c>).</summary>
    UnsupportedExtension,
    /// <summary>An IV, tag or key has a length that the algorithm does not allow.</summary>
    WrongLength,
    /// <summary>Authentication failed: wrong key, or header, IV, ciphertext or tag were altered.</summary>
    TagMismatch,
    /// <summary>The key that signed is not among those that are trusted.</summary>
    UnknownSigner,
    /// <summary>The signature does not hold, or is for another release, recipient or kind of thing.</summary>
    SignatureMismatch,
}

/// <summary>Sealed bytes that do not open. Its message is fixed per <see cref="SealingFailure"/> and never quotes input.</summary>
public sealed class SealingException(SealingFailure failure) : Exception($"sealed data cannot be opened: {failure}")
{
    /// <summary>The class of failure.</summary>
    public SealingFailure Failure { get; } = failure;
}
