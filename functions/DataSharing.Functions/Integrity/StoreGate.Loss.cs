using DataSharing.Domain.Entries;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Integrity;

public sealed partial class StoreGate
{
    /// <summary>
    /// Opens the way for an installation whose journal is lost: nobody can tell any more which of its cases were stopped or
    /// erased since the databases were copied, so that every case stands stopped and sealed. What can still be read of the
    /// journal is applied first; it is put aside and a new one begun.
    /// </summary>
    /// <remarks>One that broke off is run again; until then the store stays closed.</remarks>
    /// <param name="first">Who decides it. Registered and checked by the caller, as <paramref name="second"/>.</param>
    /// <exception cref="InvalidOperationException">Nothing is lost, or the journal cannot be put aside.</exception>
    public async Task<AcceptedLoss> AcceptLossAsync(LogActor first, LogActor second)
    {
        if (seals is not null)
            await seals.LoadAsync(isSetBack: true);
        JournalLoss loss = await BeginLossAsync(first, second);
        int skipped = await ApplyWhatIsReadableAsync();
        await journal.BeginAnewAsync();
        Replay replay = ReplayInto(journal);
        int count = 0;
        await foreach (CaseId caseId in CasesAsync())
        {
            await replay.Erasures.SealAsync(LossOf(loss, caseId), await LossEntryAsync(replay.Ledger, loss, caseId, first), second);
            count++;
        }

        // CRASH: the same again: cases that are sealed already are passed over.
        string position = (await journal.ReadAsync()).Position;
        await RememberAsync(await openStore.ReadAsync<JournalPosition>(System, PositionId), new JournalPosition(position, position));
        if (witness is not null)
            await witness.WriteAsync(position);
        Stored<JournalLoss> begun = (await openStore.ReadAsync<JournalLoss>(System, JournalLoss.DocumentId))!;
        await openStore.CommitAsync(
            System, Operation.Replace(JournalLoss.DocumentId, begun.Value with { DoneAt = time.GetUtcNow() }, begun.ETag));
        return new AcceptedLoss(count, skipped);
    }

    private async Task<JournalLoss> BeginLossAsync(LogActor first, LogActor second)
    {
        Stored<JournalLoss>? former = await openStore.ReadAsync<JournalLoss>(System, JournalLoss.DocumentId);
        if (former is { Value.DoneAt: null } begun)
            return begun.Value;
        if (await openStore.ReadAsync<JournalPosition>(System, PositionId) is not { } seen)
            throw new InvalidOperationException("this database has never known a stop journal; start the program as usual");
        if (await IsWholeAsync(seen.Value))
            throw new InvalidOperationException("the stop journal is whole; start the program as usual");
        var loss = new JournalLoss(
            "loss-" + RandomNumberGenerator.GetHexString(16, lowercase: true), Name(first), Name(second), time.GetUtcNow());
        // CRASH: from here on the store stays closed until this is finished.
        CommitResult result = await openStore.CommitAsync(
            System,
            former is null ? Operation.Create(JournalLoss.DocumentId, loss) : Operation.Replace(JournalLoss.DocumentId, loss, former.ETag));
        return result.IsCommitted ? loss : throw new StoreUnavailableException("somebody else uses this store");
    }

    private async Task<bool> IsWholeAsync(JournalPosition seen)
    {
        // A mark that cannot be read says nothing of the journal, and has a remedy of its own.
        if (witness is not null)
            await witness.ReadAsync();
        try
        {
            await RequireAsync(seen);
            await journal.ReadAsync(seen.Position);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Applies what can be read. Returns how many lines could not, now or before the opening broke off.</summary>
    private async Task<int> ApplyWhatIsReadableAsync()
    {
        Replay replay = ReplayInto(new SilentJournal());
        SalvagedJournal salvaged = await journal.SalvageAsync();
        foreach (StopEntry entry in salvaged.Entries)
            await ApplyAsync(replay, entry);
        Stored<JournalLoss> loss = (await openStore.ReadAsync<JournalLoss>(System, JournalLoss.DocumentId))!;
        // CRASH: without it the same journal is read again. Once that is put aside, the new one says nothing of it.
        if (salvaged.Skipped > loss.Value.Skipped)
            await openStore.CommitAsync(
                System, Operation.Replace(JournalLoss.DocumentId, loss.Value with { Skipped = salvaged.Skipped }, loss.ETag));
        return Math.Max(salvaged.Skipped, loss.Value.Skipped);
    }

    private async IAsyncEnumerable<string> CasesAsync()
    {
        const int Size = 500;
        // Collected first: sealing moves each to the end of what changed.
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        ChangePage page;
        string? continuation = null;
        do
        {
            page = await openStore.ReadChangesAsync(Container.Cases, continuation, Size, CaseHead.DocumentId);
            ids.UnionWith(page.Changes.Where(change => change.Id == CaseHead.DocumentId).Select(change => change.Partition.Key));
            continuation = page.Continuation;
        }
        while (page.Changes.Count > 0);
        foreach (string id in ids)
            yield return id;
    }

    private WithdrawalDocument LossOf(JournalLoss loss, CaseId caseId)
    {
        WithdrawalId id = StopOf(loss, caseId);
        return new WithdrawalDocument
        {
            Id = id,
            CaseId = caseId,
            Stop = new Stop(id, null, null, loss.BegunAt, ByPerson: false),
            Channel = StopChannel.JournalLost,
            ConfirmationNumber = id,
            WorkflowDue = time.GetUtcNow(),
        };
    }

    private static async Task<LogEntry> LossEntryAsync(CaseLedger cases, JournalLoss loss, CaseId caseId, LogActor first) =>
        WithdrawalEntries.Sealed(
            StopOf(loss, caseId), caseId, (await cases.ReadHeadAsync(caseId))?.Value.Holder, loss.Id, first, loss.BegunAt);

    // The stop of a case and the entry that seals it have one id.
    private static WithdrawalId StopOf(JournalLoss loss, CaseId caseId) => new($"{loss.Id}-{caseId}");

    private static string Name(LogActor actor) => $"{actor.Registration}/{actor.Person}";
}
