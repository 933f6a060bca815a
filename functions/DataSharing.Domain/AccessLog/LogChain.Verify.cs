namespace DataSharing.Domain.AccessLog;

/// <summary>What is wrong with the first bad entry of a stream.</summary>
public enum LogDefect
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>The entry's content does not give its hash, or it is no valid entry.</summary>
    Edited,
    /// <summary>Entries before this one are not there.</summary>
    Missing,
    /// <summary>The entry stands in another place than its number says.</summary>
    Reordered,
    /// <summary>The entry continues another history than the one before it, or two entries claim one place.</summary>
    Forked,
    /// <summary>The entry belongs to another stream.</summary>
    WrongStream,
    /// <summary>The entry has no place in the chain yet.</summary>
    NotChained,
    /// <summary>The stream ends before, beyond or beside the head it was checked against.</summary>
    WrongHead,
    /// <summary>The end of the stream, or an entry that waits, is not sealed with the key: somebody without it wrote it.</summary>
    Unsealed,
    /// <summary>An entry that waits for its place is gone.</summary>
    WaitingGone,
    /// <summary>A release, a collection or a stop is on record without its entry.</summary>
    NotLogged,
    /// <summary>
    /// The database was set back: restored from a backup, or the end of its write-ahead log was cut. Entries of after that may
    /// be gone.
    /// </summary>
    SetBack,
}

/// <summary>The result of checking a stream.</summary>
/// <param name="Defect">What is wrong, or <see cref="LogDefect.None"/>.</param>
/// <param name="EntryId">Id of the first bad entry; null if there is none, or if the end is missing.</param>
/// <param name="Seq">The place, from 1, at which the chain breaks; 0 if it does not.</param>
/// <param name="Head">The head that the good entries give.</param>
public sealed record LogVerification(LogDefect Defect, string? EntryId, long Seq, LogHead Head)
{
    /// <summary>Whether every entry is as it was written, in its place.</summary>
    public bool IsIntact => Defect == LogDefect.None;
}

public static partial class LogChain
{
    /// <summary>Checks a whole stream, from its first entry, in the order given.</summary>
    /// <param name="entries">The entries as read.</param>
    /// <param name="expected">A head kept elsewhere. Without it a truncated end cannot be noticed.</param>
    public static LogVerification Verify(IEnumerable<LogEntry> entries, LogHead? expected = null)
    {
        IReadOnlyList<LogEntry> stream = entries as IReadOnlyList<LogEntry> ?? [.. entries];
        LogHead head = LogHead.Empty;
        foreach (LogEntry entry in stream)
        {
            LogDefect defect = DefectOf(entry, head, stream);
            if (defect != LogDefect.None)
                return new(defect, entry.Id, head.Seq + 1, head);
            head = new(head.Seq + 1, entry.Hash!);
        }
        return expected is null || expected == head
            ? new(LogDefect.None, null, 0, head)
            : new(LogDefect.WrongHead, null, Math.Min(head.Seq, expected.Seq) + 1, head);
    }

    private static LogDefect DefectOf(LogEntry entry, LogHead head, IReadOnlyList<LogEntry> stream)
    {
        if (entry is not { Seq: { } seq, Hash: { } hash, Previous: { } previous })
            return LogDefect.NotChained;
        if (entry.Stream != stream[0].Stream)
            return LogDefect.WrongStream;
        if (!IsHash(previous) || !IsOwnHash(entry, seq, previous, hash))
            return LogDefect.Edited;
        if (seq > head.Seq + 1)
            // The entry that should stand here is somewhere behind, or nowhere.
            return stream.Any(other => other.Seq == head.Seq + 1) ? LogDefect.Reordered : LogDefect.Missing;
        if (seq <= head.Seq)
            return stream.Any(other => other.Seq == seq && other.Hash != hash) ? LogDefect.Forked : LogDefect.Reordered;
        return previous == head.Hash ? LogDefect.None : LogDefect.Forked;
    }

    private static bool IsOwnHash(LogEntry entry, long seq, string previous, string hash)
    {
        try
        {
            return HashOf(previous, entry, seq) == hash;
        }
        catch (ArgumentException)
        {
            // Holds what no writer would have chained.
            return false;
        }
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
