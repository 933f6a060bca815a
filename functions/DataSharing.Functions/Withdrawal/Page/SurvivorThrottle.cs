using System.Net;
using System.Security.Cryptography;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// Bounds wrong codes and words per source network, in the store, so that it holds on every instance. Nothing is ever
/// locked per case or for everybody: nobody can keep a survivor from stopping by trying wrong codes. A link's secret
/// (128 bits) is not throttled at all.
/// </summary>
public sealed class SurvivorThrottle(IPartitionStore store, IKeyService keys, TimeProvider time)
{
    /// <summary>Wrong attempts that one network may make in a window.</summary>
    public const int Attempts = 20;

    /// <summary>Length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const string CounterId = "counter";
    internal static readonly KeyName NetworkKeyName = new("throttle-networks");
    private byte[]? _key;

    public sealed record Counter(long Wrong);

    /// <summary>Whether this network has used up its attempts in the present window.</summary>
    public async Task<bool> IsExhaustedAsync(IPAddress? source, CancellationToken cancellation)
        => await store.ReadAsync<Counter>(await PartitionAsync(source, cancellation), CounterId, cancellation) is { } counter && counter.Value.Wrong >= Attempts;

    /// <summary>As <see cref="IsExhaustedAsync"/>, for stopping: while nobody can tell, nobody is kept from it.</summary>
    public async Task<bool> IsExhaustedForStopAsync(IPAddress? source, CancellationToken cancellation)
    {
        try
        {
            return await IsExhaustedAsync(source, cancellation);
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Counts a wrong attempt to stop. Uncounted is better than unanswered: she must learn that her code was not recognised.</summary>
    public async Task CountWrongStopAsync(IPAddress? source, CancellationToken cancellation)
    {
        try
        {
            await TryTakeAsync(source, cancellation);
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            // see above
        }
    }

    /// <summary>Takes one of the attempts before it is made, so that many made at once are not all let through. False: none is left.</summary>
    public async Task<bool> TryTakeAsync(IPAddress? source, CancellationToken cancellation)
    {
        Partition partition = await PartitionAsync(source, cancellation);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            CommitResult patched = await store.CommitAsync(partition, [Operation.Patch(CounterId, PatchStep.Increment("/wrong"))], cancellation);
            if (patched.IsCommitted)
                return patched.Document<Counter>(0).Value.Wrong <= Attempts;
            // Nobody reads a window's counter after it.
            Create first = Operation.Create(CounterId, new Counter(1)) with { ExpiresAt = time.GetUtcNow() + Window };
            if ((await store.CommitAsync(partition, [first], cancellation)).IsCommitted)
                return true;
        }

        throw new StoreUnavailableException("the counter of a network comes and goes");
    }

    /// <summary>Gives back an attempt that was right.</summary>
    public async Task GiveBackAsync(IPAddress? source, CancellationToken cancellation) =>
        await store.CommitAsync(await PartitionAsync(source, cancellation), [Operation.Patch(CounterId, PatchStep.Increment("/wrong", -1))], cancellation);

    // The network's address is personal data of whoever sits there: only a keyed hash of it is stored, anew each window.
    private async Task<Partition> PartitionAsync(IPAddress? source, CancellationToken cancellation)
    {
        _key ??= await keys.GetSecretAsync(NetworkKeyName, cancellation);
        long window = time.GetUtcNow().UtcTicks / Window.Ticks;
        byte[] hash = HMACSHA256.HashData(_key, NetworkOf(source).Concat(BitConverter.GetBytes(window)).ToArray());
        return new Partition(Container.Throttle, Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }

    // One household or office, not one address: /24 of IPv4, /48 of IPv6.
    internal static byte[] NetworkOf(IPAddress? source)
    {
        if (source is null)
            return [0];
        if (source.IsIPv4MappedToIPv6)
            source = source.MapToIPv4();
        byte[] bytes = source.GetAddressBytes();
        return bytes.Length == 4 ? bytes[..3] : bytes[..6];
    }
}
