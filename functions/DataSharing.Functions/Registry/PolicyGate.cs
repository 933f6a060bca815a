namespace DataSharing.Functions.Registry;

/// <summary>
/// The gate of the policy: opened at the first start, moved when the program comes with another policy, so that what was
/// decided under the old one is decided again before a byte leaves.
/// </summary>
public sealed class PolicyGate(IPartitionStore store, PolicySet policy)
{
    private const string VersionId = "version";

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        Partition partition = PolicyGateReader.Place;
        var mine = new PolicyVersion(policy.Version);
        Stored<PolicyVersion>? seen = await store.ReadAsync<PolicyVersion>(partition, VersionId, cancellation);
        if (seen?.Value == mine)
            return;
        // Another instance may be doing the same right now: whoever comes second finds it done.
        await store.CommitAsync(partition, seen is null
            ? [Operation.Create(VersionId, mine), PolicyGateReader.Create()]
            : [Operation.Replace(VersionId, mine, seen.ETag), PolicyGateReader.Move()], cancellation);
    }

    private sealed record PolicyVersion(string Version);
}
