namespace DataSharing.Functions.Storage;

/// <summary>A fact outside of the case that can end sharing in one write.</summary>
/// <param name="Epoch">Grows with each change that may matter to a decision. 0: there is no such gate.</param>
/// <param name="IsOpen">False: nothing passes.</param>
public sealed record Gate(long Epoch, bool IsOpen);

/// <summary>
/// The gate of the policy, read strongly before a decision and again after the commit of a release or collection: if it differs
/// then, no byte leaves and an abort entry follows. Registrations, persons and agreements need none: their own small documents
/// carry standing and epoch, and are read again in the same places.
/// </summary>
public sealed class PolicyGateReader(IPartitionStore store)
{
    public const string DocumentId = "gate";

    public static Partition Place { get; } = Partition.Registry("policy");

    /// <summary>A gate that does not exist reads as closed.</summary>
    public async Task<Gate> ReadAsync(CancellationToken cancellation = default) =>
        (await store.ReadAsync<Gate>(Place, DocumentId, cancellation))?.Value ?? new Gate(0, false);

    internal static Operation Create() => Operation.Create(DocumentId, new Gate(1, true));

    /// <summary>Another policy: decisions in flight no longer hold.</summary>
    internal static Operation Move() => Operation.Patch(DocumentId, PatchStep.Increment("/epoch"), PatchStep.Set("/isOpen", true));
}
