using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Move;

/// <summary>Whether a stream's chain is whole, before it leaves, before it is taken in, and where it arrived.</summary>
internal static class LogCheck
{
    /// <summary>Throws when the chain of a case's or an agency's documents is broken. Returns how many entries it has; 0 for other partitions.</summary>
    public static int Require(MovedPartition moved)
    {
        if (moved.Partition.Container is not (Container.Cases or Container.Agencies))
            return 0;
        MovedDocument head = moved.Documents.FirstOrDefault(document => document.Id == CaseHead.DocumentId)
            ?? throw new MoveException($"{moved.Partition} has no head");
        LogHead end = moved.Partition.Container == Container.Cases ? head.As<CaseHead>().Log : head.As<AgencyHead>().Log;
        LogEntry[] chained = [.. moved.Documents.Where(document => document.Id.StartsWith(CaseIds.ChainedPrefix, StringComparison.Ordinal)).Select(document => document.As<LogEntry>())];
        Require(moved.Partition, chained, end);
        return chained.Length;
    }

    public static void Require(Partition partition, IReadOnlyList<LogEntry> chained, LogHead end)
    {
        LogVerification result = LogChain.Verify(chained, end);
        if (!result.IsIntact)
            throw new MoveException($"the log of {partition} is broken at entry {result.Seq}: {WireCode.Of(result.Defect)}");
    }
}
