using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;

namespace DataSharing.Functions.Storage;

/// <summary>
/// Keeps a store closed until every stop and erasure of the journal is in it. A database restored from a backup lacks the
/// ones that came after the backup; they are applied before the first read is answered.
/// </summary>
/// <remarks>
/// <paramref name="openStore"/> is the store itself; everybody else is given <see cref="Store"/>. How far the journal was
/// compared is kept in the database and therefore restored with it.
/// </remarks>
public sealed class StoreGate(IPartitionStore openStore, IStopJournal journal, TimeProvider time)
{
    private const string PositionId = "journal";

    private static readonly Partition System = Partition.System("gate");

    private readonly GatedStore _gated = new(openStore);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the app uses. Until <see cref="OpenAsync"/> has completed every call is a <see cref="StoreUnavailableException"/>.</summary>
    public IPartitionStore Store => _gated;

    public bool IsOpen => _gated.IsOpen;

    /// <summary>Completes when <see cref="OpenAsync"/> has; never fails.</summary>
    public Task Opened => _opened.Task;

    /// <summary>
    /// Compares, applies what is missing, opens. Returns how many stops and erasures had been missing. Throws
    /// <see cref="InvalidDataException"/>, and stays closed, when the journal is damaged or shorter than seen before, or when
    /// an import into this store was not finished.
    /// </summary>
    public async Task<int> OpenAsync()
    {
        if (await openStore.ReadAsync<ImportMark>(ImportMark.Place, ImportMark.DocumentId) is { Value.DoneAt: null })
            throw new InvalidDataException("an import into this store was begun and not finished; run the import again");
        return await ReplayAsync();
    }

    /// <summary>As <see cref="OpenAsync"/>, for the import itself: again after it has added to store and journal.</summary>
    internal async Task<int> ReplayAsync()
    {
        Stored<JournalPosition>? seen = await openStore.ReadAsync<JournalPosition>(System, PositionId);
        JournalPage page = await journal.ReadAsync(seen?.Value.Position);
        // The journal already has these entries; writing them again would only make it longer.
        var commits = new CaseCommits(openStore, new SilentJournal(), time, new CommitSignal());
        int missing = 0;
        foreach (StopEntry entry in page.Entries)
            if (await ApplyAsync(commits, entry))
                missing++;
        // CRASH: without the new position the same entries are compared again; they are idempotent.
        var position = new JournalPosition(page.Position);
        if (seen is null)
            await openStore.CommitAsync(System, Operation.Create(PositionId, position));
        else if (seen.Value != position)
            await openStore.CommitAsync(System, Operation.Replace(PositionId, position));
        _gated.IsOpen = true;
        _opened.TrySetResult();
        return missing;
    }

    private async Task<bool> ApplyAsync(CaseCommits commits, StopEntry entry)
    {
        LogEntry log = StopEntries.RestoredEntry(entry);
        // A case younger than the backup is gone with everything in it: NotFound.
        CaseCommit result = entry.Kind == StopKind.Erasure
            ? await commits.EraseAsync(entry.CaseId, log)
            : await commits.WithdrawAsync(StopEntries.Restored(entry, await ConsentAsync(entry), time.GetUtcNow()), log);
        return result == CaseCommit.Committed;
    }

    private async Task<Consent?> ConsentAsync(StopEntry entry) => StopEntries.ConsentOf(entry) is { } id
        ? (await openStore.ReadAsync<Consent>(Partition.Case(entry.CaseId), CaseIds.Consent(id)))?.Value
        : null;

    private sealed record JournalPosition(string Position);

    private sealed class SilentJournal : IStopJournal
    {
        public Task AppendAsync(StopEntry entry, CancellationToken cancellation = default) => Task.CompletedTask;

        public Task<JournalPage> ReadAsync(string? position = null, CancellationToken cancellation = default) => throw new NotSupportedException();
    }

    private sealed class GatedStore(IPartitionStore inner) : ForwardingStore
    {
        private volatile bool _isOpen;

        public bool IsOpen
        {
            get => _isOpen;
            set => _isOpen = value;
        }

        protected override IPartitionStore Inner => _isOpen ? inner : throw new StoreUnavailableException("the store is closed until the stop journal is replayed");
    }
}
