using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Ledger;

/// <summary>
/// The seals of the logs, and their key, which lies outside of the database. It is fetched once, before the store opens, so
/// that no commit ever waits for the key store. Thread safe.
/// </summary>
/// <remarks>
/// Logs from before there were seals have none. Once all have one, a second secret says so: from then on one that is missing
/// was taken off. What a seal does not show: that a stream was set back to a state that it once had, with the seal it had
/// then; see <see cref="Setbacks"/>.
/// </remarks>
public sealed class LogSeals(IKeyService keys)
{
    /// <summary>The key of the seals.</summary>
    public static readonly KeyName Secret = new("log-seals");

    /// <summary>Is there once every log has been sealed. Its value means nothing.</summary>
    public static readonly KeyName AllSealed = new("log-seals-complete");

    private byte[]? _key;
    private volatile bool _isComplete;

    /// <summary>Whether a log without a seal is one that lost it.</summary>
    public bool IsComplete => _isComplete;

    /// <param name="isSetBack">The database was set back, perhaps to before there were seals: they are not complete until looked at
    /// again.</param>
    /// <exception cref="KeyUnavailableException">The key store cannot be asked now.</exception>
    public async Task LoadAsync(bool isSetBack = false, CancellationToken cancellation = default)
    {
        _key ??= await keys.GetSecretAsync(Secret, cancellation);
        _isComplete = _isComplete || (!isSetBack && await keys.FindSecretAsync(AllSealed, cancellation) is not null);
    }

    /// <summary>Every log is sealed now.</summary>
    public async Task CompleteAsync(CancellationToken cancellation = default)
    {
        CryptographicOperations.ZeroMemory(await keys.GetSecretAsync(AllSealed, cancellation));
        _isComplete = true;
    }

    /// <summary>The seal of a stream's end.</summary>
    public string Of(string stream, LogHead head) => LogSeal.OfHead(Key, stream, head);

    /// <summary>The seal of an entry that waits; null for one that can never be chained.</summary>
    public string? Of(LogEntry entry)
    {
        try
        {
            return LogSeal.OfWaiting(Key, entry);
        }
        catch (ArgumentException)
        {
            // A stop stands whatever its entry looks like; chaining will say what is wrong with it.
            return null;
        }
    }

    /// <summary>Whether the seal is that of this end; one that is missing only where seals are not complete.</summary>
    public bool Stands(string stream, LogHead head, string? seal) => Matches(seal, Of(stream, head));

    /// <summary>As <see cref="Stands(string, LogHead, string?)"/>, for an entry that waits.</summary>
    public bool Stands(UnchainedEntry waiting) => waiting.Entry is not { } entry || Matches(waiting.Seal, Of(entry));

    /// <summary>
    /// The seal of a stream's next end. INVARIANT: only what stood is sealed anew: a log that somebody rewrote does not become
    /// whole by the next entry.
    /// </summary>
    /// <param name="seals">Null: this store seals nothing.</param>
    /// <param name="stood">Whether the end before stood under its seal, and so does all that is added.</param>
    /// <param name="former">The seal of the end before.</param>
    public static string? Next(LogSeals? seals, string stream, LogHead next, bool stood, string? former) =>
        stood ? seals?.Of(stream, next) : former;

    /// <summary>The seal of a setback's note.</summary>
    internal string Of(string id, Setback found) => LogSeal.OfSetback(Key, id, found.FoundAt, found.Version, found.Missing);

    /// <summary>Whether the note was written by whoever has the key. One without a seal was not.</summary>
    internal bool Stands(string id, Setback found) => found.Seal is { } seal && IsSame(seal, Of(id, found));

    private bool Matches(string? seal, string? expected) => seal is null ? !_isComplete : expected is not null && IsSame(seal, expected);

    private static bool IsSame(string seal, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(seal), Encoding.ASCII.GetBytes(expected));

    private byte[] Key => _key
        ?? throw new InvalidOperationException("the key of the log's seals was not fetched; the store is not open yet");
}
