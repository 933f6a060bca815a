namespace DataSharing.Functions.Ledger;

public sealed partial class CaseLedger
{
    /// <summary>
    /// Waiting entries beyond which whoever adds one helps with chaining. The timer alone would let a case that is never left
    /// alone grow until nothing, not even a stop, fits into its head.
    /// </summary>
    private const int WaitingAtMost = 60;

    /// <summary>Gives waiting entries their places. Done by the next decision anyway; a timer calls it for quiet cases.</summary>
    public async Task ChainAsync(CaseId caseId)
    {
        while (await ReadHeadAsync(caseId) is { Value.Unchained.Count: > 0 } head)
            await AdvanceAsync(head.Value, head.ETag, [], []);
    }

    /// <summary>Seals the log of a case that was written before there were seals. Harmless to repeat and to race.</summary>
    internal async Task SealLogAsync(CaseId caseId)
    {
        await ChainAsync(caseId);
        if (await ReadHeadAsync(caseId) is { Value.LogSeal: null } head)
            await AdvanceAsync(head.Value, head.ETag, [], []);
    }

    /// <summary>
    /// Whether the end of the case's log, or an entry that waits for it, has no seal yet. One that can never have any does not
    /// count.
    /// </summary>
    internal async Task<bool> IsUnsealedAsync(CaseHead head, CancellationToken cancellation)
    {
        if (head.LogSeal is null)
            return true;
        foreach (string id in head.Unchained)
            if ((
                await store.ReadAsync<UnchainedEntry>(
                    Partition.Case(head.CaseId), CaseIds.Unchained(id), cancellation))?.Value is { Seal: null, Entry: { } entry }
                && seals?.Of(entry) is not null)
                return true;
        return false;
    }

    // What was to be committed is: nothing that goes wrong here may make it look as if it were not.
    private async Task CommittedAsync(Stored<CaseHead> head, int tries)
    {
        signal.Raise();
        try
        {
            for (Stored<CaseHead>? now = head; tries-- > 0
                && now is { Value.Unchained.Count: > WaitingAtMost }; now = await ReadHeadAsync(head.Value.CaseId))
                await AdvanceAsync(now.Value, now.ETag, [], []);
        }
        catch (Exception fault) when (IsLeftToOthers(fault))
        {
            // left to the next one, and to the timer
        }
    }

    /// <summary>As after a commit, for a head that is to be made smaller: what goes wrong is left to the next one.</summary>
    internal async Task TryAdvanceAsync(Stored<CaseHead> head)
    {
        try
        {
            await AdvanceAsync(head.Value, head.ETag, [], []);
        }
        catch (Exception fault) when (IsLeftToOthers(fault))
        {
            // left to the next one
        }
    }

    private static bool IsLeftToOthers(Exception fault) =>
        fault is StoreUnavailableException or InvalidOperationException or InvalidDataException;
}
