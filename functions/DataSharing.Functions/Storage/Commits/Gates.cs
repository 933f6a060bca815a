namespace DataSharing.Functions.Storage;

/// <summary>A fact outside of the case that can end sharing in one write.</summary>
/// <param name="Epoch">Grows with each change that may matter to a decision. 0: there is no such gate.</param>
/// <param name="IsOpen">False: nothing passes.</param>
public sealed record Gate(long Epoch, bool IsOpen);

/// <summary>Which gate: the partition in which it lies beside what it stands for.</summary>
public readonly record struct GateKey(string Partition)
{
    public const string DocumentId = "gate";

    public static GateKey Policy => new("policy");

    public static GateKey Registration(string id) => new("registration-" + id);

    public static GateKey Agreement(string id) => new("agreement-" + id);

    public Partition InRegistry => Storage.Partition.Registry(Partition);
}

/// <summary>The gates as a decision saw them.</summary>
public sealed record GateReading(IReadOnlyList<KeyValuePair<GateKey, Gate>> Gates)
{
    /// <summary>The first closed or missing gate, or null when all are open.</summary>
    public GateKey? Closed
    {
        get
        {
            foreach ((GateKey key, Gate gate) in Gates)
                if (!gate.IsOpen)
                    return key;
            return null;
        }
    }

    public long EpochOf(GateKey key) => Gates.FirstOrDefault(gate => gate.Key == key).Value?.Epoch ?? 0;
}

/// <summary>
/// Reads gates strongly: before a decision, and again after the commit of a release or collection. If they differ then, no
/// byte leaves and an abort entry follows.
/// </summary>
public sealed class GateReader(IPartitionStore store)
{
    /// <summary>A gate that does not exist reads as closed.</summary>
    public async Task<GateReading> ReadAsync(IReadOnlyList<GateKey> keys, CancellationToken cancellation = default)
    {
        var gates = new KeyValuePair<GateKey, Gate>[keys.Count];
        for (int i = 0; i < gates.Length; i++)
        {
            Stored<Gate>? gate = await store.ReadAsync<Gate>(keys[i].InRegistry, GateKey.DocumentId, cancellation);
            gates[i] = new(keys[i], gate?.Value ?? new Gate(0, false));
        }

        return new GateReading(gates);
    }

    /// <summary>The first gate that is not as it was, or null when each still has its epoch and is open.</summary>
    public async Task<GateKey?> FindChangedAsync(GateReading before, CancellationToken cancellation = default)
    {
        GateReading now = await ReadAsync([.. before.Gates.Select(gate => gate.Key)], cancellation);
        for (int i = 0; i < now.Gates.Count; i++)
            if (now.Gates[i].Value != before.Gates[i].Value || !now.Gates[i].Value.IsOpen)
                return now.Gates[i].Key;
        return null;
    }
}

/// <summary>The operations by which a registry commit moves the gate that lies in its partition.</summary>
public static class GateOperations
{
    public static Operation Create(bool isOpen, long epoch = 1) => Operation.Create(GateKey.DocumentId, new Gate(epoch, isOpen));

    /// <summary>Any change of what the gate stands for: decisions in flight no longer hold.</summary>
    public static Operation Change(bool isOpen) =>
        Operation.Patch(GateKey.DocumentId, PatchStep.Increment("/epoch"), PatchStep.Set("/isOpen", isOpen));
}
