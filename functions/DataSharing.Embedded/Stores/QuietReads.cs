using System.Collections.Concurrent;
using DataSharing.Functions.Storage;

namespace DataSharing.Embedded.Stores;

/// <summary>
/// Answers of the database about a container that is read with every request and hardly ever written. An answer is used again
/// only while no write to the container is under way and none has ended since it was read; so whoever asks after a write was
/// acknowledged is told what was written, as from the database itself. One process a database. Thread safe.
/// </summary>
internal sealed class QuietReads
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Question, (long Version, object? Answer)> _answers = new();
    private int _writing;
    private long _version;

    /// <param name="query">Asks the database; may be left out.</param>
    public T Read<T>(Question question, Func<T> query)
        where T : class?
    {
        // INVARIANT: first whether anybody writes, then the version. A write that was seen by anyone before this began either
        // shows here, or has ended and moved the version.
        if (Volatile.Read(ref _writing) != 0)
            return query();
        long version = Volatile.Read(ref _version);
        if (_answers.TryGetValue(question, out (long Version, object? Answer) known) && known.Version == version)
            return (T)known.Answer!;
        T answer = query();
        if (_answers.Count >= Most)
            _answers.Clear();
        _answers[question] = (version, answer);
        return answer;
    }

    /// <summary>Before a write is queued.</summary>
    public void BeginWrite() => Interlocked.Increment(ref _writing);

    /// <summary>After its commit or its failure, and before whoever asked for it is told.</summary>
    public void EndWrite()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Decrement(ref _writing);
    }

    /// <summary>A point read (limit 0) or a list.</summary>
    internal readonly record struct Question(Partition Partition, string Id, string? After = null, int Limit = 0, bool Descending = false);
}
