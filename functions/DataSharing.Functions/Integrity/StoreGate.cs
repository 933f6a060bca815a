using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Integrity;

/// <summary>
/// Keeps a store closed until every stop and erasure of the journal is in it. A database restored from a backup lacks the
/// ones that came after the backup; they are applied before the first read is answered.
/// </summary>
/// <remarks>
/// <paramref name="openStore"/> is the store itself; everybody else is given <see cref="Store"/>. How far the journal was
/// compared is kept in the database and therefore restored with it; how far it was seen is kept there too and, where there
/// is a witness, with the keys: a journal that does not reach that far, or is another one, keeps the store closed.
/// </remarks>
public sealed partial class StoreGate(
    IPartitionStore openStore, IStopJournal journal, TimeProvider time, IJournalWitness? witness = null, LogSeals? seals = null)
{
    private const string PositionId = "journal";

    internal static readonly Partition System = Partition.System("gate");

    private readonly GatedStore _gated = new(openStore);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// What the app uses. Until <see cref="OpenAsync"/> has completed every call is a <see cref="StoreUnavailableException"/>.
    /// </summary>
    public IPartitionStore Store => _gated;

    public bool IsOpen => _gated.IsOpen;

    /// <summary>Completes when <see cref="OpenAsync"/> has; never fails.</summary>
    public Task Opened => _opened.Task;

    /// <summary>
    /// Compares, applies what is missing, opens. Returns how many stops and erasures had been missing. Throws
    /// <see cref="InvalidDataException"/>, whose message tells the remedy, and stays closed, when the journal is damaged,
    /// missing, shorter than seen before or another one, or when an import or the opening after a lost journal was not finished.
    /// </summary>
    public async Task<int> OpenAsync()
    {
        if (await openStore.ReadAsync<ImportMark>(ImportMark.Place, ImportMark.DocumentId) is { Value.DoneAt: null })
            throw new InvalidDataException("an import into this store was begun and not finished; run the import again");
        if (await openStore.ReadAsync<JournalLoss>(System, JournalLoss.DocumentId) is { Value.DoneAt: null })
            throw new InvalidDataException("accept-journal-loss was begun and not finished; run it again");
        return await ReplayAsync();
    }

    /// <summary>As <see cref="OpenAsync"/>, for the import itself: again after it has added to store and journal.</summary>
    internal async Task<int> ReplayAsync()
    {
        if (seals is not null)
        {
            // The key first: only by it a note of a setback counts.
            await seals.LoadAsync(isSetBack: true);
            await seals.LoadAsync(await new Setbacks(openStore, seals).AnyAsync());
        }

        Stored<JournalPosition>? seen = await openStore.ReadAsync<JournalPosition>(System, PositionId);
        if (seen is null)
        {
            await journal.EnsureAsync();
            // A new database has no log that could be without a seal; one from before there were positions has.
            if (seals is not null
                && (await openStore.ReadChangesAsync(Container.Cases, null, 1)).Changes.Count
                    + (await openStore.ReadChangesAsync(Container.Agencies, null, 1)).Changes.Count == 0)
                await seals.CompleteAsync();
        }
        else
            await RequireAsync(seen.Value);
        JournalPage page = await journal.ReadAsync(seen?.Value.Position);
        // The journal already has these entries; writing them again would only make it longer.
        Replay replay = ReplayInto(new SilentJournal());
        int missing = 0;
        foreach (StopEntry entry in page.Entries)
            if (await ApplyAsync(replay, entry))
                missing++;
        // CRASH: without the new position the same entries are compared again; they are idempotent.
        await RememberAsync(seen, new JournalPosition(page.Position, page.Position));
        await journal.EnsureAsync();
        _gated.IsOpen = true;
        _opened.TrySetResult();
        return missing;
    }

    /// <summary>
    /// Notes how far the journal reaches now, so that one that is cut later is noticed. A timer calls it; nothing rests on when.
    /// </summary>
    public async Task WitnessAsync()
    {
        if (!IsOpen || await openStore.ReadAsync<JournalPosition>(System, PositionId) is not { } seen)
            return;
        string now = (await journal.ReadAsync(seen.Value.Seen ?? seen.Value.Position)).Position;
        // Compared stays: an entry may be in the journal and its commit still to come.
        if (now != seen.Value.Seen)
            await RememberAsync(seen, seen.Value with { Seen = now });
        if (witness is not null && await witness.ReadAsync() != now)
            await witness.WriteAsync(now);
    }

    /// <exception cref="InvalidDataException">The journal does not hold what it held.</exception>
    private async Task RequireAsync(JournalPosition known)
    {
        if (known.Seen is { } seen)
            await journal.ReadAsync(seen);
        if (witness is not null && await witness.ReadAsync() is { } told)
            await journal.ReadAsync(told);
    }

    private Task RememberAsync(Stored<JournalPosition>? before, JournalPosition now) =>
        before is null ? openStore.CommitAsync(System, Operation.Create(PositionId, now))
        : before.Value != now ? openStore.CommitAsync(System, Operation.Replace(PositionId, now, before.ETag))
        : Task.CompletedTask;

    private async Task<bool> ApplyAsync(Replay replay, StopEntry entry)
    {
        LogEntry log = StopEntries.RestoredEntry(entry);
        // A case younger than the backup is gone with everything in it: NotFound.
        CaseCommit result = entry.Kind switch
        {
            StopKind.Erasure => await replay.Erasures.EraseAsync(entry.CaseId, log),
            StopKind.Again => await replay.Stops.StopAgainAsync(
                entry, async () => StopEntries.Restored(entry, await ConsentAsync(entry), time.GetUtcNow()))
                ? CaseCommit.Committed
                : CaseCommit.AlreadyDone,
            StopKind.Seal => await replay.Erasures.SealAsync(StopEntries.Restored(entry, await ConsentAsync(entry), time.GetUtcNow()), log),
            _ => await replay.Stops.WithdrawAsync(StopEntries.Restored(entry, await ConsentAsync(entry), time.GetUtcNow()), log),
        };
        return result == CaseCommit.Committed;
    }

    // The same commits as of anybody who stops or erases.
    private Replay ReplayInto(IStopJournal into)
    {
        var ledger = new CaseLedger(openStore, time, new CommitSignal(), seals);
        var stops = new StopCommits(ledger, openStore, into, time);
        return new Replay(ledger, stops, new ErasureCommits(ledger, stops, into));
    }

    private sealed record Replay(CaseLedger Ledger, StopCommits Stops, ErasureCommits Erasures);

    private async Task<Consent?> ConsentAsync(StopEntry entry) => StopEntries.ConsentOf(entry) is { } id
        ? (await openStore.ReadAsync<Consent>(Partition.Case(entry.CaseId), CaseIds.Consent(id)))?.Value
        : null;

    /// <param name="Position">Up to here every entry is in the database.</param>
    /// <param name="Seen">The journal reached this far; null in databases from before this was kept.</param>
    private sealed record JournalPosition(string Position, string? Seen = null);

    private sealed class SilentJournal : IStopJournal
    {
        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default) => Task.CompletedTask;

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }

    private sealed class GatedStore(IPartitionStore inner) : ForwardingStore
    {
        private volatile bool _isOpen;

        public bool IsOpen
        {
            get => _isOpen;
            set => _isOpen = value;
        }

        protected override IPartitionStore Inner =>
            _isOpen ? inner : throw new StoreUnavailableException("the store is closed until the stop journal is replayed");
    }
}
