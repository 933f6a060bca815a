namespace DataSharing.Functions.Storage;

public enum StopKind
{
    /// <summary>A withdrawal: all of a case, or the target.</summary>
    Withdrawal,

    /// <summary>The keys of a release or of a whole case were destroyed.</summary>
    Erasure,

    /// <summary>
    /// The journal before this one was lost: sharing of the case stopped and its record was sealed, because it might have been
    /// erased, until the person of the case has confirmed it.
    /// </summary>
    Seal,

    /// <summary>A withdrawal that left nothing to stop was said once more: paper signed before then is older than a stop.</summary>
    Again,
}

/// <summary>One stop or erasure. Opaque ids only.</summary>
/// <param name="Id">The withdrawal's or erasure's id.</param>
/// <param name="Scope">What exactly: `all`, or a kind and an opaque id.</param>
/// <param name="By">Who stopped: null in entries from before this was kept; they count as the person's own.</param>
public sealed record StopEntry(string Id, StopKind Kind, CaseId CaseId, string Scope, DateTimeOffset At, StopOrigin? By = null);

/// <summary>Who stopped, and how it was said.</summary>
/// <param name="Person">True: withdrawn by the person; false: revoked by somebody else.</param>
/// <param name="Channel">The withdrawal's channel; of a revocation, who revoked.</param>
/// <param name="Actor">Who did or recorded it: opaque ids.</param>
public sealed record StopOrigin(bool Person, string Channel, LogActor Actor);

/// <summary>
/// Stops and erasures, kept outside of the database, so that a database restored from a backup can be told what it forgot.
/// </summary>
public interface IStopJournal
{
    /// <summary>
    /// Adds an entry, durable when the task completes. The same entry may be added again; replaying it twice is harmless.
    /// </summary>
    Task AppendAsync(StopEntry entry, CancellationToken cancellation = default);

    /// <summary>
    /// Entries from <paramref name="position"/> (null: the beginning) in order. Throws <see cref="InvalidDataException"/>,
    /// naming the line, when an entry cannot be read, and when what lay before the position is not there any more or is not
    /// what it was: the journal is missing, shorter, or another one. An unfinished last line is left out: nobody was told
    /// that it was written.
    /// </summary>
    Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default);

    /// <summary>
    /// Everything that can still be read, whatever is missing or damaged before, between and after it. Only for an installation
    /// whose journal is lost: nobody can tell what the rest said.
    /// </summary>
    async Task<SalvagedJournal> SalvageAsync(CancellationToken cancellation = default) =>
        new((await ReadAsync(cancellation: cancellation)).Entries, 0);

    /// <summary>Makes an empty journal if there is none. Only for a store that has never known one.</summary>
    Task EnsureAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    /// <summary>
    /// Puts what is there aside, where an operator finds it, and begins an empty journal: for an installation whose journal
    /// is lost. Throws <see cref="InvalidOperationException"/> with the remedy where nothing can be put aside.
    /// </summary>
    Task BeginAnewAsync(CancellationToken cancellation = default) => throw new InvalidOperationException("this journal cannot begin anew");
}

/// <param name="Position">
/// Where the next reading goes on. It also tells this journal from any other, and from this one after it was cut.
/// </param>
public sealed record JournalPage(IReadOnlyList<StopEntry> Entries, string Position);

/// <param name="Skipped">How many lines could not be read.</param>
public sealed record SalvagedJournal(IReadOnlyList<StopEntry> Entries, int Skipped);

/// <summary>
/// How far the stop journal reached, kept with the keys: a journal that was cut or lost is noticed even where the database was
/// restored from before it.
/// </summary>
public interface IJournalWitness
{
    /// <summary>The last position told; null when none was.</summary>
    Task<string?> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Remembers a position. Throws <see cref="StoreUnavailableException"/> when it cannot be kept.</summary>
    Task WriteAsync(string position, CancellationToken cancellation = default);
}
