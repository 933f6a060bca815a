namespace DataSharing.Functions.Ledger;

/// <summary>The appender of one agency's stream in this process: one commit at a time, each with all that waited.</summary>
internal sealed class AgencyStream(IPartitionStore store, RegistrationId registration, CommitSignal signal, LogSeals? seals)
{
    private const int AppendedAtOnce = 90;

    /// <summary>Tries against other processes and faults before giving up.</summary>
    private const int Tries = 10;

    private readonly Partition _partition = Partition.Agency(registration);
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private bool _running;

    // Only touched by the one running loop.
    private LogHead _head = LogHead.Empty;
    private string? _seal;
    private string? _etag;
    private bool _known;

    public Task AppendAsync(LogEntry entry)
    {
        // Fails here for its own caller, instead of later for everybody in the same commit.
        LogJson.Canonical(entry);
        var waiting = new Waiting(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiting.Add(waiting);
            if (_running)
                return waiting.Done.Task;
            _running = true;
        }

        _ = RunAsync();
        return waiting.Done.Task;
    }

    private async Task RunAsync()
    {
        for (; ; )
        {
            Waiting[] group;
            lock (_lock)
            {
                group = [.. _waiting.Take(AppendedAtOnce)];
                _waiting.RemoveRange(0, group.Length);
                if (group.Length == 0)
                {
                    _running = false;
                    return;
                }
            }

#pragma warning disable CA1031 // whatever went wrong belongs to those who wait for it
            try
            {
                await CommitAsync([.. group.Select(waiting => waiting.Entry)]);
                foreach (Waiting waiting in group)
                    waiting.Done.SetResult();
                signal.Raise();
            }
            catch (Exception failure)
            {
                _known = false;
                foreach (Waiting waiting in group)
                    waiting.Done.SetException(failure);
            }
#pragma warning restore CA1031
        }
    }

    private async Task CommitAsync(IReadOnlyList<LogEntry> entries)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (!_known)
                await ReadHeadAsync();
            (AgencyHead built, List<Operation> operations) = Build(entries);
            LogHead next = built.Log;
            try
            {
                // CRASH: head and entries together or not at all.
                CommitResult result = await store.CommitAsync(_partition, operations);
                if (result.IsCommitted)
                {
                    (_head, _seal, _etag) = (next, built.Seal, result.Documents[0]!.ETag);
                    return;
                }

                // Another process appended. Or an earlier try of ours that was not answered arrived after we had looked.
                await ReadHeadAsync();
                if (_head == next || await HoldsAsync(next))
                    return;
            }
            catch (StoreUnavailableException) when (attempt < Tries)
            {
                // Written or not? The stream's own hash tells: nobody else could have got exactly this one.
                await ReadHeadAsync();
                if (_head == next || await HoldsAsync(next))
                    return;
            }

            if (attempt == Tries)
                throw new StoreUnavailableException("the agency's log is written by too many at once");
        }
    }

    private async Task<bool> HoldsAsync(LogHead wanted) =>
        _head.Seq > wanted.Seq
        && (await store.ReadAsync<LogEntry>(_partition, CaseIds.Chained(wanted.Seq)))?.Value.Hash == wanted.Hash;

    private (AgencyHead Next, List<Operation> Operations) Build(IReadOnlyList<LogEntry> entries)
    {
        LogHead next = _head;
        var operations = new List<Operation>(entries.Count + 1);
        foreach (LogEntry entry in entries)
        {
            (LogEntry chained, next) = LogChain.Append(next, entry);
            operations.Add(Operation.Create(CaseIds.Chained(next.Seq), chained));
        }

        string stream = LogStream.OfAgency(registration);
        bool stood = _etag is null || seals?.Stands(stream, _head, _seal) == true;
        var head = new AgencyHead(registration, next, LogSeals.Next(seals, stream, next, stood, _seal));
        operations.Insert(
            0, _etag is null ? Operation.Create(AgencyHead.DocumentId, head) : Operation.Replace(AgencyHead.DocumentId, head, _etag));
        return (head, operations);
    }

    private async Task ReadHeadAsync()
    {
        Stored<AgencyHead>? head = await store.ReadAsync<AgencyHead>(_partition, AgencyHead.DocumentId);
        (_head, _seal, _etag, _known) = (head?.Value.Log ?? LogHead.Empty, head?.Value.Seal, head?.ETag, true);
    }

    private sealed record Waiting(LogEntry Entry, TaskCompletionSource Done);
}
