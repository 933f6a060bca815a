using DataSharing.Functions.Stops;

namespace DataSharing.Functions.AccessLog;

/// <summary>What the check of a stream found.</summary>
/// <param name="EntryId">The bad entry, or what has none; null where it is not about one.</param>
/// <param name="Seq">The place at which the chain breaks; 0 where it does not.</param>
public sealed record LogFinding(LogDefect Defect, string? EntryId = null, long Seq = 0);

/// <summary>A stream as it was checked.</summary>
public sealed record CheckedLog(string Stream, LogHead Head, int Entries, int Waiting, LogFinding Finding);

/// <summary>
/// Checks a stream against everything that tells of it: its chain, the seal of its end, the entries that wait, the case's
/// documents, and whether the database was set back since it began. The first defect counts.
/// </summary>
public sealed class LogEvidence(IPartitionStore store, CaseLedger cases, AgencyLog agencies, LogSeals seals, Setbacks setbacks)
{
    private const int PageSize = 200;
    private const int Tries = 20;

    /// <summary>Null: there is no such case.</summary>
    /// <exception cref="StoreUnavailableException">The case is written too often to be read as it was at one moment.</exception>
    public async Task<CheckedLog?> OfCaseAsync(CaseId caseId, CancellationToken cancellation)
    {
        var partition = Partition.Case(caseId);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (await cases.ReadHeadAsync(caseId, cancellation) is not { } head)
                return null;
            var chained = new List<LogEntry>();
            await foreach (Listed<LogEntry> entry in store.ListAllAsync<LogEntry>(partition, CaseIds.ChainedPrefix, cancellation))
                chained.Add(entry.Value);
            (List<LogEntry> waiting, LogFinding? fault) = await WaitingAsync(partition, head.Value, cancellation);
            LogFinding finding = ChainOf(chained, head.Value.Log);
            if (finding.Defect == LogDefect.None && !seals.Stands(LogStream.OfCase(caseId), head.Value.Log, head.Value.LogSeal))
                finding = new(LogDefect.Unsealed);
            if (finding.Defect == LogDefect.None)
                finding = fault ?? await UnloggedAsync(partition, [.. chained, .. waiting], cancellation)
                    ?? await SetBackAsync(partition, chained, cancellation);
            // What was read belongs together only if nothing changed meanwhile.
            if ((await cases.ReadHeadAsync(caseId, cancellation))?.ETag == head.ETag)
                return new CheckedLog(LogStream.OfCase(caseId), head.Value.Log, chained.Count, head.Value.Unchained.Count, finding);
        }

        throw new StoreUnavailableException("the case is written too often to be checked");
    }

    public async Task<CheckedLog> OfAgencyAsync(RegistrationId registration, CancellationToken cancellation)
    {
        // The head first: entries that come later are beyond it and not looked at.
        AgencyHead? sealedHead = await agencies.FindHeadAsync(registration);
        LogHead head = sealedHead?.Log ?? LogHead.Empty;
        var entries = new List<LogEntry>();
        IReadOnlyList<LogEntry> page;
        do
        {
            page = await agencies.ReadAsync(registration, entries.Count == 0 ? 0 : entries[^1].Seq ?? long.MaxValue, PageSize);
            entries.AddRange(page.Where(entry => entry.Seq is not { } seq || seq <= head.Seq));
        }
        while (page.Count == PageSize && entries.Count > 0 && entries[^1].Seq < head.Seq);
        LogFinding finding = ChainOf(entries, head);
        // A stream without a head has no entry behind it either, or the first one would have been written with one.
        if (finding.Defect == LogDefect.None
            && (sealedHead is null ? page.Count > 0 : !seals.Stands(LogStream.OfAgency(registration), head, sealedHead.Seal)))
            finding = new(LogDefect.Unsealed);
        if (finding.Defect == LogDefect.None)
            finding = await SetBackAsync(Partition.Agency(registration), entries, cancellation);
        return new CheckedLog(LogStream.OfAgency(registration), head, entries.Count, 0, finding);
    }

    private static LogFinding ChainOf(IReadOnlyList<LogEntry> chained, LogHead head)
    {
        LogVerification result = LogChain.Verify(chained, head);
        return new(result.Defect, result.EntryId, result.Seq);
    }

    private async Task<(List<LogEntry> Waiting, LogFinding? Fault)> WaitingAsync(
        Partition partition, CaseHead head, CancellationToken cancellation)
    {
        var waiting = new List<LogEntry>();
        foreach (string id in head.Unchained)
        {
            UnchainedEntry? found = (await store.ReadAsync<UnchainedEntry>(partition, CaseIds.Unchained(id), cancellation))?.Value;
            if (found?.Entry is not { } entry || entry.Id != id)
                return (waiting, new(LogDefect.WaitingGone, id));
            if (!seals.Stands(found))
                return (waiting, new(LogDefect.Unsealed, id));
            waiting.Add(entry);
        }

        return (waiting, null);
    }

    // What must not be without its entry: everything that left, and every stop.
    private async Task<LogFinding?> UnloggedAsync(Partition partition, List<LogEntry> entries, CancellationToken cancellation)
    {
        HashSet<string?> created = [.. entries.Where(entry => entry.Action == LogAction.ReleaseCreated).Select(entry => entry.Release)];
        var collected = entries.Where(entry => entry is { Action: LogAction.CollectionMade, Release: not null })
            .GroupBy(entry => entry.Release!).ToDictionary(same => same.Key, same => same.Count());
        HashSet<string?> causes = [.. entries.Where(
            entry => entry.Action is LogAction.WithdrawalRecorded or LogAction.ConsentRevoked or LogAction.CaseSealed)
            .SelectMany(entry => new[] { entry.Cause, entry.Id })];
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(
            partition, CaseIds.ReleasePrefix, cancellation))
            if (!created.Contains(release.Value.Id) || collected.GetValueOrDefault(release.Value.Id) < release.Value.Collections.Count)
                return new(LogDefect.NotLogged, release.Value.Id);
        await foreach (Listed<WithdrawalDocument> stop in store.ListAllAsync<WithdrawalDocument>(
            partition, CaseIds.WithdrawalPrefix, cancellation))
            if (!causes.Contains(stop.Value.Id))
                return new(LogDefect.NotLogged, stop.Value.Id);
        return null;
    }

    private async Task<LogFinding> SetBackAsync(Partition partition, List<LogEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
            return new(LogDefect.None);
        // With the version that it was written as; it is never written again.
        Stored<LogEntry>? first = entries[0].Seq is { } seq
            ? await store.ReadAsync<LogEntry>(partition, CaseIds.Chained(seq), cancellation)
            : null;
        return await setbacks.AnyAfterAsync(new Stored<LogEntry>(entries[0], first?.ETag ?? ""), cancellation)
            ? new(LogDefect.SetBack)
            : new(LogDefect.None);
    }
}
