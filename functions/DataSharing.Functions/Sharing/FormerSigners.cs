namespace DataSharing.Functions.Sharing;

/// <summary>
/// Public keys of an installation that was moved here, kept under a signature of this one's key: whoever can write into the
/// database cannot add one.
/// </summary>
public sealed partial class FormerSigners(IPartitionStore store, ILogger<FormerSigners> log)
{
    private const string DocumentId = "former-signers";

    private static readonly Partition Place = Partition.System("package-signers");

    // No header of a package begins so: a signature over the one is none over the other.
    private static readonly byte[] Label = "former signers of packages\n"u8.ToArray();

    /// <summary>Those kept here, if one of these keys vouches for them.</summary>
    internal async Task<IReadOnlyList<SignerKey>> ReadAsync(IReadOnlyList<SignerKey> own, CancellationToken cancellation)
    {
        if (await store.ReadAsync<FormerKeys>(Place, DocumentId, cancellation) is not { Value: var kept })
            return [];
        byte[] digest = DigestOf(kept.Keys);
        if (own.Any(one => one.Holds(digest, kept.Signature)))
            return [.. kept.Keys.Select(key => SignerKey.Of(key))];
        Disowned(log);
        return [];
    }

    internal async Task WriteAsync(IReadOnlyList<byte[]> keys, Func<byte[], Task<byte[]>> sign, CancellationToken cancellation)
    {
        Stored<FormerKeys>? there = await store.ReadAsync<FormerKeys>(Place, DocumentId, cancellation);
        var kept = new FormerKeys(keys, await sign(DigestOf(keys)));
        CommitResult result = await store.CommitAsync(
            Place,
            [there is null ? Operation.Create(DocumentId, kept) : Operation.Replace(DocumentId, kept, there.ETag)], cancellation);
        if (!result.IsCommitted)
            throw new StoreUnavailableException("somebody else wrote the former keys of packages at the same time");
    }

    // All of one length on this curve, so that no two lists have the same bytes.
    private static byte[] DigestOf(IReadOnlyList<byte[]> keys) => SHA256.HashData([.. Label, .. keys.SelectMany(key => key)]);

    [LoggerMessage(
        5301, LogLevel.Error,
        "The keys of packages that came with the move are not vouched for by this installation's key, and are not published: the database "
            + "was changed, or the version of the key that vouched was disabled")]
    private static partial void Disowned(ILogger logger);

    /// <param name="Keys">SubjectPublicKeyInfo of each, in DER.</param>
    /// <param name="Signature">ES256 over them.</param>
    private sealed record FormerKeys(IReadOnlyList<byte[]> Keys, byte[] Signature);
}
