using System.Net;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>What is tried on the survivor's page. Each has counters of its own: nobody's wrong words use up anybody's codes.</summary>
public enum Guess
{
    /// <summary>A code or a link to stop by. It is looked up first: only what is not found counts, and a right one always stops.</summary>
    Code,

    /// <summary>A word before details are shown. It is counted before it is checked, and given back when it was right.</summary>
    Word,
}

/// <summary>
/// Bounds guesses by where they come from, in the store, so that it holds on every instance: by network, and wider for whoever
/// has many. A shelter, a café or a mobile carrier is one network, so nothing here ever keeps a right code from stopping, and
/// nothing is locked for everybody. What closes the details of one link is counted there (<see cref="Links.LinkWords"/>).
/// </summary>
public sealed class SurvivorThrottle(IPartitionStore store, IKeyService keys, TimeProvider time)
{
    /// <summary>Wrong guesses of one kind that one network may make in a window.</summary>
    public const int Attempts = 20;

    /// <summary>The same for the wider network around it.</summary>
    public const int WideAttempts = 200;

    /// <summary>Length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    internal static readonly KeyName NetworkKeyName = new("throttle-networks");
    private byte[]? _key;

    public sealed record Counter(long Wrong);

    /// <summary>
    /// Takes one of the attempts, so that of many made at once no more than those get through. Null: taken. Else the time after
    /// which there are some again; nothing was counted then.
    /// </summary>
    public async Task<TimeSpan?> TakeAsync(Guess guess, IPAddress? source, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        (Partition Partition, int Most)[] bounds = await BoundsAsync(source, now, cancellation);
        foreach ((Partition partition, int most) in bounds)
            // Looked at first, so that a flood of guesses does not become a flood of writes.
            if (await store.ReadAsync<Counter>(partition, IdOf(guess), cancellation) is { } counter && counter.Value.Wrong >= most)
                return Left(now);
        for (int i = 0; i < bounds.Length; i++)
        {
            if (await CountAsync(bounds[i].Partition, guess, now, cancellation) <= bounds[i].Most)
                continue;
            for (; i >= 0; i--)
                await UncountAsync(bounds[i].Partition, guess, cancellation);
            return Left(now);
        }

        return null;
    }

    /// <summary>Gives back an attempt that was right.</summary>
    public async Task GiveBackAsync(Guess guess, IPAddress? source, CancellationToken cancellation)
    {
        foreach ((Partition partition, _) in await BoundsAsync(source, time.GetUtcNow(), cancellation))
            await UncountAsync(partition, guess, cancellation);
    }

    /// <summary>
    /// Counts a code that was not found. Null: she is told so. Else how long this network has to wait, which she is told too. An
    /// uncounted one is better than an unanswered one: without counters she is told that it was not recognised.
    /// </summary>
    public async Task<TimeSpan?> CountMissAsync(IPAddress? source, CancellationToken cancellation)
    {
        try
        {
            return await TakeAsync(Guess.Code, source, cancellation);
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            return null;
        }
    }

    private async Task<long> CountAsync(Partition partition, Guess guess, DateTimeOffset now, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            CommitResult patched = await store.CommitAsync(
                partition, [Operation.Patch(IdOf(guess), PatchStep.Increment("/wrong"))], cancellation);
            if (patched.IsCommitted)
                return patched.Document<Counter>(0).Value.Wrong;
            // Nobody reads a window's counter after it.
            Create first = Operation.Create(IdOf(guess), new Counter(1)) with { ExpiresAt = now + Window };
            if ((await store.CommitAsync(partition, [first], cancellation)).IsCommitted)
                return 1;
        }

        throw new StoreUnavailableException("the counter of a network comes and goes");
    }

    private Task<CommitResult> UncountAsync(Partition partition, Guess guess, CancellationToken cancellation) =>
        store.CommitAsync(partition, [Operation.Patch(IdOf(guess), PatchStep.Increment("/wrong", -1))], cancellation);

    private static string IdOf(Guess guess) => guess == Guess.Code ? "codes" : "words";

    private static TimeSpan Left(DateTimeOffset now) => Window - TimeSpan.FromTicks(now.UtcTicks % Window.Ticks);

    // A network's address is personal data of whoever sits there: only a keyed hash of it is stored, anew each window.
    private async Task<(Partition Partition, int Most)[]> BoundsAsync(IPAddress? source, DateTimeOffset now, CancellationToken cancellation)
    {
        _key ??= await keys.GetSecretAsync(NetworkKeyName, cancellation);
        byte[] window = BitConverter.GetBytes(now.UtcTicks / Window.Ticks);
        return [
            (PlaceOf(SourceAddress.NetworkOf(source, wide: false), window), Attempts),
            (PlaceOf(SourceAddress.NetworkOf(source, wide: true), window), WideAttempts),
        ];
    }

    private Partition PlaceOf(byte[] network, byte[] window) =>
        new(Container.Throttle, Convert.ToHexStringLower(HMACSHA256.HashData(_key!, (byte[])[.. network, .. window]).AsSpan(0, 16)));
}
