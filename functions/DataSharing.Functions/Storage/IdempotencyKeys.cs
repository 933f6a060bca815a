namespace DataSharing.Functions.Storage;

public enum IdempotencyOutcome
{
    /// <summary>Go on; also for the repeat of a request that died before it wrote anything.</summary>
    New,

    /// <summary>Done before: answer with what is there.</summary>
    Replay,

    /// <summary>Being handled elsewhere right now.</summary>
    InFlight,

    /// <summary>The key was used with another body.</summary>
    Mismatch,
}

/// <param name="Id">Id of what the request creates; the same for every repeat.</param>
public sealed record IdempotencyResult(IdempotencyOutcome Outcome, string Id);

/// <summary>
/// Idempotency keys of agencies. The id of what a request creates follows from agency, route and key, so that a repeat after
/// a crash meets its own traces: whatever was written is found, whatever was not is written.
/// </summary>
/// <param name="secret">Kept outside of the database, at least 32 bytes; without it ids cannot be guessed from keys.</param>
/// <param name="keep">How long a key is known after its first use; null: <see cref="KeptFor"/>. After that it is new again.</param>
public sealed class IdempotencyKeys(IPartitionStore store, byte[] secret, TimeProvider time, TimeSpan? keep = null)
{
    /// <summary>After this a request without a trace counts as dead.</summary>
    public static readonly TimeSpan InFlightFor = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly TimeSpan _keep = keep ?? KeptFor;

    /// <summary>26 lower-case letters and digits, 128 bits: opaque, and safe in URLs, log entries and document ids.</summary>
    public string IdOf(string agency, string route, string key)
    {
        byte[] mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{agency}\n{route}\n{key}"));
        const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
        return string.Create(26, mac, (text, bytes) =>
        {
            for (int i = 0; i < text.Length; i++)
                text[i] = Digits[Bits(bytes, i * 5)];
        });
    }

    /// <param name="body">The request body as received; only its digest is kept.</param>
    /// <param name="exists">Whether what the request creates is there.</param>
    public async Task<IdempotencyResult> BeginAsync(
        string agency, string route, string key, ReadOnlyMemory<byte> body, Func<string, Task<bool>> exists)
    {
        string id = IdOf(agency, route, key);
        byte[] digest = SHA256.HashData(body.Span);
        var partition = Partition.Idempotency(agency);
        // CRASH: created first. A key without what it was for is taken up by the repeat, after InFlightFor.
        DateTimeOffset now = time.GetUtcNow();
        var use = new UsedKey(digest, id, now);
        CommitResult result = await store.CommitAsync(partition, Operation.Create(id, use) with { ExpiresAt = now + _keep });
        if (result.IsCommitted)
            return new IdempotencyResult(IdempotencyOutcome.New, id);
        Stored<UsedKey> used = await store.ReadAsync<UsedKey>(partition, id)
            ?? throw new StoreUnavailableException("the idempotency key was purged just now");
        // As if it had vanished, which it may any moment.
        if (used.Value.At + _keep <= now)
            return new IdempotencyResult(
                (await store.CommitAsync(partition, Operation.Replace(id, use, used.ETag) with { ExpiresAt = now + _keep })).IsCommitted
                    ? IdempotencyOutcome.New
                    : IdempotencyOutcome.InFlight,
                id);
        if (!CryptographicOperations.FixedTimeEquals(used.Value.BodySha256, digest))
            return new IdempotencyResult(IdempotencyOutcome.Mismatch, id);
        if (await exists(id))
            return new IdempotencyResult(IdempotencyOutcome.Replay, id);
        // Also from a clock that was ahead: nobody is kept waiting until it comes round.
        bool dead = (now - used.Value.At).Duration() >= InFlightFor;
        return new IdempotencyResult(dead ? IdempotencyOutcome.New : IdempotencyOutcome.InFlight, id);
    }

    /// <summary>Lets a key be used again at once: its request was refused before it wrote anything.</summary>
    public Task ReleaseAsync(string agency, string id) => store.CommitAsync(Partition.Idempotency(agency), new Delete(id, null));

    private static int Bits(byte[] bytes, int at) => ((bytes[at / 8] << 8) | bytes[(at / 8) + 1]) >> (11 - (at % 8)) & 31;

    private sealed record UsedKey(byte[] BodySha256, string Id, DateTimeOffset At);
}
