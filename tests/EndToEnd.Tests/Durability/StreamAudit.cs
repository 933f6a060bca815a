using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>Follows an agency's log stream over restarts: what was read once must stay, and what comes must continue it.</summary>
internal sealed class StreamAudit(string registration)
{
    private readonly HashSet<string> _submitted = new(StringComparer.Ordinal);
    private LogHead _head = LogHead.Empty;

    /// <summary>Requests whose submission is in the stream.</summary>
    public IReadOnlySet<string> Submitted => _submitted;

    /// <summary>Reads on from the last time. Entries are held against the chain when all of it is verified.</summary>
    public IEnumerable<string> Continue(StoreReader store)
    {
        var partition = Partition.Agency(registration);
        foreach ((string _, LogEntry entry) in store.List<LogEntry>(
            partition, CaseIds.ChainedPrefix, _head.Seq == 0 ? "" : CaseIds.Chained(_head.Seq)))
        {
            if (entry.Seq != _head.Seq + 1 || entry.Previous != _head.Hash)
                yield return $"stream of {registration}: entry {entry.Seq} does not continue entry {_head.Seq}";
            _head = new LogHead(entry.Seq!.Value, entry.Hash!);
            if (entry is { Action: LogAction.RequestSubmitted, Request: { } request })
                _submitted.Add(request);
        }

        if (store.Find<AgencyHead>(partition, AgencyHead.DocumentId)?.Log is { } head && head != _head)
            yield return $"stream of {registration}: its head is at {head.Seq}, its entries end at {_head.Seq}";
    }

    public static IEnumerable<string> Verify(StoreReader store, string registration)
    {
        var partition = Partition.Agency(registration);
        LogVerification chain = LogChain.Verify(
            store.List<LogEntry>(partition, CaseIds.ChainedPrefix).Select(one => one.Value),
            store.Find<AgencyHead>(partition, AgencyHead.DocumentId)?.Log);
        return chain.IsIntact ? [] : [$"stream of {registration} is not intact: {chain.Defect} at {chain.Seq}"];
    }
}
