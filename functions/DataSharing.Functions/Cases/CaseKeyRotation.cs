using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Cases;

/// <summary>
/// Wraps the keys of cases anew once their holder's key has a new version, or lies in another vault. It walks along the
/// heads of all cases, from the beginning when a holder's key has changed, else only over what changed. Old versions of a
/// key are needed until then, and by packages for as long as releases live.
/// </summary>
/// <remarks>May run on several instances at once and be cut short anywhere; the next run goes on.</remarks>
public sealed partial class CaseKeyRotation(
    CaseLedger cases, CaseChanges changes, IPartitionStore store, IKeyService keys, TimeProvider time, ILogger<CaseKeyRotation> log)
{
    /// <summary>When cases are tried again whose key could not be had.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromDays(1);

    private const int PageSize = 100;
    private const int PagesARun = 300;
    private const int Tries = 5;
    private const string PositionId = "rewrap";

    private static readonly Partition Place = Partition.System("keys");

    [Function("CaseKeyRotation")]
    public async Task Run([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        await RunAsync(cancellation);
    }

    /// <summary>Looks at the next cases. Returns how many keys were wrapped anew.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        Stored<Walk>? stored = await store.ReadAsync<Walk>(Place, PositionId, cancellation);
        Walk walk = stored is null || await IsOutdatedAsync(stored.Value, cancellation) ? Walk.Beginning : stored.Value;
        string? etag = stored?.ETag;
        int rewrapped = 0;
        for (int i = 0; i < PagesARun; i++)
        {
            ChangePage page = await store.ReadChangesAsync(Container.Cases, walk.Continuation, PageSize, CaseHead.DocumentId, cancellation);
            var step = new Step(walk);
            foreach (FoundDocument change in page.Changes)
                rewrapped += await TryAsync(change.As<CaseHead>(), step, cancellation) ? 1 : 0;
            walk = new Walk(page.Continuation, step.Keys, step.Again);
            // CRASH: the same page again: its keys are new already.
            CommitResult saved = await store.CommitAsync(
                Place, [etag is null ? Operation.Create(PositionId, walk) : Operation.Replace(PositionId, walk, etag)], cancellation);
            // Another instance is on the same way.
            if (!saved.IsCommitted || page.Changes.Count == 0)
                break;
            etag = saved.Documents[0]!.ETag;
        }

        if (rewrapped > 0)
            Rewrapped(log, rewrapped);
        return rewrapped;
    }

    private async Task<bool> IsOutdatedAsync(Walk walk, CancellationToken cancellation)
    {
        if (walk.Again <= time.GetUtcNow())
            return true;
        foreach ((string holder, string keyId) in walk.Keys)
        {
            try
            {
                if (await CurrentAsync(new RegistrationId(holder), cancellation) != keyId)
                    return true;
            }
            catch (Exception missing) when (missing is KeyUnavailableException or KeyNotFoundInStoreException)
            {
                // Nothing could be wrapped by it now.
            }
        }

        return false;
    }

    private async Task<bool> TryAsync(CaseHead head, Step step, CancellationToken cancellation)
    {
        if (head.CaseKey is not { } wrapped)
            return false;
        try
        {
            string current = await CurrentAsync(head.Holder, cancellation);
            // The first one seen: if it changes on the way, the next run begins anew.
            step.Keys.TryAdd(head.Holder, current);
            return wrapped.KeyId != current && await RewrapAsync(head.CaseId, current, cancellation);
        }
        catch (Exception fault) when (fault is KeyUnavailableException or KeyNotFoundInStoreException or SealingException)
        {
            step.Again = time.GetUtcNow() + Again;
            NotRewrapped(log, head.CaseId, fault.GetType().Name);
            return false;
        }
    }

    private async Task<bool> RewrapAsync(CaseId caseId, string current, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            // The feed may be behind: what counts is the head of this moment.
            Stored<CaseHead>? head = await cases.ReadHeadAsync(caseId, cancellation);
            if (head?.Value.CaseKey is not { } wrapped || wrapped.KeyId == current)
                return false;
            byte[] key = await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, cancellation);
            WrappedKey fresh;
            try
            {
                fresh = await keys.WrapAsync(CaseKeys.HolderKey(head.Value.Holder), key, cancellation);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }

            // CRASH: before it, the old form still opens; after it, the new one does. The key inside is the same.
            if (await changes.RewrapAsync(head, fresh, Entry(head.Value)) == CaseCommit.Committed)
                return true;
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    // The key is there, since it wrapped; one is made only in another vault that the holder has moved to.
    private Task<string> CurrentAsync(RegistrationId holder, CancellationToken cancellation) =>
        keys.EnsureHolderKeyAsync(CaseKeys.HolderKey(holder), cancellation);

    private LogEntry Entry(CaseHead head)
    {
        DateTimeOffset now = time.GetUtcNow();
        return CaseEntries.KeyRewrapped(head.CaseId, head.Holder, Guid.CreateVersion7(now).ToString("N"), now);
    }

    /// <summary>How far the walk has come.</summary>
    /// <param name="Keys">By holder, the key that its cases are wrapped by up to here.</param>
    /// <param name="Again">When to begin anew because some could not be done; null: all could.</param>
    private sealed record Walk(string? Continuation, IReadOnlyDictionary<string, string> Keys, DateTimeOffset? Again)
    {
        public static Walk Beginning { get; } = new(null, new Dictionary<string, string>(), null);
    }

    private sealed class Step(Walk walk)
    {
        public Dictionary<string, string> Keys { get; } = new(walk.Keys, StringComparer.Ordinal);

        public DateTimeOffset? Again { get; set; } = walk.Again;
    }

    [LoggerMessage(5201, LogLevel.Information, "Wrapped {Count} case keys by the current version of their holder's key")]
    private static partial void Rewrapped(ILogger logger, int count);

    [LoggerMessage(5202, LogLevel.Warning, "The key of case {Case} could not be wrapped anew ({Fault}); it is tried again in a day")]
    private static partial void NotRewrapped(ILogger logger, string @case, string fault);
}
