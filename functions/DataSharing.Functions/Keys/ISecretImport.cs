namespace DataSharing.Functions.Keys;

/// <summary>
/// A key store that takes in secrets of another one, so that what rests on them (links, codes, references) goes on working
/// after a move. Only importing an installation asks for it.
/// </summary>
public interface ISecretImport
{
    /// <summary>
    /// Makes the secret with this value, if there is none. True when it has this value now, whoever made it; false, and
    /// nothing changed, when it has another one. Safe to repeat.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not 32 bytes long.</exception>
    /// <exception cref="KeyUnavailableException">The store cannot be asked now.</exception>
    Task<bool> TryPlaceAsync(KeyName secret, ReadOnlyMemory<byte> value, CancellationToken cancellation);
}
