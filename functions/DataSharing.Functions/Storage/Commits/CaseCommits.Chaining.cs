using DataSharing.Domain.AccessLog;

namespace DataSharing.Functions.Storage;

public sealed partial class CaseCommits
{
    /// <summary>Gives waiting entries their places. Done by the next decision anyway; a timer calls it for quiet cases.</summary>
    public async Task ChainAsync(string caseId)
    {
        while (await ReadHeadAsync(caseId) is { Value.Unchained.Count: > 0 } head)
            await AdvanceAsync(head.Value, head.ETag, [], []);
    }

    /// <summary>
    /// A case's whole log: the chained entries in order, then those that wait. Together with the head they were read under.
    /// </summary>
    public async Task<(LogHead Head, IReadOnlyList<LogEntry> Chained, IReadOnlyList<LogEntry> Waiting)?> ReadLogAsync(string caseId)
    {
        Partition partition = Partition.Case(caseId);
        for (; ;)
        {
            if (await ReadHeadAsync(caseId) is not { } head)
                return null;
            var chained = new List<LogEntry>();
            await foreach (Listed<LogEntry> entry in store.ListAllAsync<LogEntry>(partition, CaseIds.ChainedPrefix))
                chained.Add(entry.Value);
            var waiting = new List<LogEntry>();
            foreach (string id in head.Value.Unchained)
                if ((await store.ReadAsync<UnchainedEntry>(partition, CaseIds.Unchained(id)))?.Value.Entry is { } entry)
                    waiting.Add(entry);
            if ((await ReadHeadAsync(caseId))?.ETag == head.ETag)
                return (head.Value.Log, chained, waiting);
        }
    }
}
