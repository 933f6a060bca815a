using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Finds the case behind a secret or a code, by the keyed hash under a key that lies outside the database.</summary>
public sealed class LinkDirectory(IPartitionStore store, IKeyService keys, TimeProvider time)
{
    private FingerprintKey? _key;

    public async Task<string> FingerprintAsync(LinkSecret secret, CancellationToken cancellation) =>
        LinkFingerprint.Of(await KeyAsync(cancellation), secret);

    public async Task<string> FingerprintAsync(SpokenCode code, CancellationToken cancellation) =>
        LinkFingerprint.Of(await KeyAsync(cancellation), code);

    /// <summary>The target for looking, or null: unknown, rotated, revoked or expired look the same.</summary>
    public async Task<LinkTarget?> FindAsync(string fingerprint, CancellationToken cancellation) =>
        await FindToStopAsync(fingerprint, cancellation) is { } target && target.IsValidAt(time.GetUtcNow()) ? target : null;

    /// <summary>
    /// The target for stopping, or null: unknown, rotated or revoked look the same. The date of a sent link does not count here: a
    /// clock that is ahead must refuse nobody's stop, and one who stops by a link of last month does no harm.
    /// </summary>
    public async Task<LinkTarget?> FindToStopAsync(string fingerprint, CancellationToken cancellation) =>
        (await store.ReadAsync<LinkTarget>(Partition.Link(fingerprint), LinkTarget.Id, cancellation))?.Value;

    /// <summary>
    /// Makes a fingerprint point to a case. Repeating it is harmless. The store is told no end: a clock that is ahead for a
    /// minute would end it for good.
    /// </summary>
    public Task AddAsync(string fingerprint, LinkTarget target, CancellationToken cancellation)
        => store.CommitAsync(Partition.Link(fingerprint), [Operation.Create(LinkTarget.Id, target)], cancellation);

    /// <summary>Makes a fingerprint point nowhere. Repeating it is harmless.</summary>
    public Task RemoveAsync(string fingerprint, CancellationToken cancellation)
        => store.CommitAsync(Partition.Link(fingerprint), [Operation.Delete(LinkTarget.Id)], cancellation);

    private async Task<FingerprintKey> KeyAsync(CancellationToken cancellation)
        => _key ??= new FingerprintKey(await keys.GetSecretAsync(KeyName.WithdrawalLinks, cancellation));
}
