namespace DataSharing.Domain.Sealing;

/// <summary>
/// A 256-bit symmetric key in memory. It prints a placeholder, exposes no property that a serialiser would find,
/// and is zeroed when disposed. Instances are not shared across threads while being disposed; reading is thread-safe.
/// </summary>
/// <remarks>
/// Keys, nonces and codes of this folder come from <see cref="RandomNumberGenerator"/>: the one source of
/// nondeterminism that Domain allows itself, because a key that can be passed in can be passed in twice.
/// </remarks>
public abstract class SymmetricKey : IDisposable
{
    /// <summary>Length of every key, in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Takes over <paramref name="bytes"/>: the caller must not use the array again, it is zeroed on dispose.</summary>
    /// <exception cref="SealingException">The array is not 32 bytes long (<see cref="SealingFailure.WrongLength"/>).</exception>
    private protected SymmetricKey(byte[] bytes)
    {
        if (bytes.Length != Length)
            throw new SealingException(SealingFailure.WrongLength);
        _bytes = bytes;
    }

    private protected static byte[] Random() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>
    /// The key's bytes, for wrapping or for a cipher. Valid until <see cref="Dispose"/>; never copy it into a log or document.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public ReadOnlyMemory<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _bytes;
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
        GC.SuppressFinalize(this);
    }

    /// <summary>The type's name and a placeholder, never the key.</summary>
    public sealed override string ToString() => $"{GetType().Name}(…)";
}

/// <summary>Encrypts exactly one package; made for it, wrapped, and forgotten.</summary>
public sealed class ContentKey(byte[] bytes) : SymmetricKey(bytes)
{
    /// <summary>A new random key.</summary>
    public static ContentKey Create() => new(Random());
}

/// <summary>Encrypts all records of one case at rest. Destroying its wrapped form erases the case.</summary>
public sealed class CaseKey(byte[] bytes) : SymmetricKey(bytes)
{
    /// <summary>A new random key.</summary>
    public static CaseKey Create() => new(Random());
}

/// <summary>Keys the fingerprints of withdrawal links and codes; held outside the database.</summary>
public sealed class FingerprintKey(byte[] bytes) : SymmetricKey(bytes)
{
    /// <summary>A new random key.</summary>
    internal static FingerprintKey Create() => new(Random());
}
