namespace DataSharing.Functions.Move;

/// <summary>Whether a stream's chain is whole, before it leaves, before it is taken in, and where it arrived.</summary>
internal static class LogCheck
{
    /// <summary>
    /// Throws when the chain of a case's or an agency's documents is broken. Returns how many entries it has; 0 for other
    /// partitions.
    /// </summary>
    /// <param name="seals">The source's; null where the seals are not this installation's.</param>
    public static int Require(MovedPartition moved, LogSeals? seals = null)
    {
        if (moved.Partition.Container is not (Container.Cases or Container.Agencies))
            return 0;
        MovedDocument head = moved.Documents.FirstOrDefault(document => document.Id == CaseHead.DocumentId)
            ?? throw new MoveException($"{moved.Partition} has no head");
        LogHead end = moved.Partition.Container == Container.Cases ? head.As<CaseHead>().Log : head.As<AgencyHead>().Log;
        LogEntry[] chained = [.. moved.Documents.Where(document => document.Id.StartsWith(
            CaseIds.ChainedPrefix, StringComparison.Ordinal)).Select(document => document.As<LogEntry>())];
        Require(moved.Partition, chained, end);
        bool isSealed = seals is null || (moved.Partition.Container == Container.Cases
            ? seals.Stands(LogStream.OfCase(new CaseId(moved.Partition.Key)), end, head.As<CaseHead>().LogSeal)
            : seals.Stands(LogStream.OfAgency(new RegistrationId(moved.Partition.Key)), end, head.As<AgencyHead>().Seal));
        if (!isSealed
            || (seals is not null
                && moved.Documents.Where(document => document.Id.StartsWith(
                    CaseIds.Unchained(""), StringComparison.Ordinal)).Any(document => !seals.Stands(document.As<UnchainedEntry>()))))
            throw new MoveException($"the log of {moved.Partition} is not as it was sealed: {WireCode.Of(LogDefect.Unsealed)}");
        return chained.Length;
    }

    public static void Require(Partition partition, IReadOnlyList<LogEntry> chained, LogHead end)
    {
        LogVerification result = LogChain.Verify(chained, end);
        if (!result.IsIntact)
            throw new MoveException($"the log of {partition} is broken at entry {result.Seq}: {WireCode.Of(result.Defect)}");
    }
}
