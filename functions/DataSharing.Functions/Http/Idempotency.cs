using DataSharing.Functions.Configuration;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Http;

/// <summary>
/// What a creating request makes has an id that follows from its Idempotency-Key; <paramref name="IsReplay"/>: it is there
/// already.
/// </summary>
public sealed record Idempotent(string Id, bool IsReplay);

/// <summary>
/// Repeats of creating requests. The first use of a key is written down before anything is created; a repeat with the same
/// body is answered with what is there, one with another body or while the first is under way is refused.
/// </summary>
public sealed class Idempotency(IPartitionStore store, IKeyService keys, PolicySet policy, TimeProvider time)
{
    internal static readonly KeyName Secret = new("idempotency");
    private IdempotencyKeys? _keys;

    /// <param name="exists">Whether what the request creates is there, by its id.</param>
    /// <returns>Refused: idempotency-key-in-flight, idempotency-key-reused.</returns>
    public async Task<Result<Idempotent>> BeginAsync(ApiCall call, ApiOperation operation, Func<string, Task<bool>> exists)
    {
        // The address may hold ids: the same key for two cases is two requests.
        IdempotencyResult result = await (await KeysAsync(call.Cancellation)).BeginAsync(
            call.Caller.Registration, $"{operation.Method} /{AsRouted(operation, call.Request.Path)}",
            call.IdempotencyKey, call.RawBody, exists);
        return result.Outcome switch
        {
            IdempotencyOutcome.New or IdempotencyOutcome.Replay => new Idempotent(result.Id, result.Outcome == IdempotencyOutcome.Replay),
            IdempotencyOutcome.InFlight => new Refusal(
                ProblemType.IdempotencyKeyInFlight, "the first request with this key is still being handled", "Idempotency-Key")
            { RetryAfter = TimeSpan.FromSeconds(1) },
            _ => new Refusal(ProblemType.IdempotencyKeyReused, "the key was used with another body", "Idempotency-Key"),
        };
    }

    /// <summary>Runs a request's work; refused before it wrote anything, its key may be used again at once.</summary>
    public async Task<Result<T>> RefusableAsync<T>(ApiCall call, Idempotent begun, Func<Task<Result<T>>> work)
    {
        Result<T> result = await work();
        if (result.Refusal is not null && !begun.IsReplay)
            await (await KeysAsync(call.Cancellation)).ReleaseAsync(call.Caller.Registration, begun.Id);
        return result;
    }

    // Whichever way it was spelled: routing tells neither letter cases nor a slash at the end apart.
    private static string AsRouted(ApiOperation operation, PathString path) => string.Join(
        '/',
        operation.Route.Split('/').Zip(path.Value!.Trim('/').Split('/'), (template, given) => template.StartsWith('{') ? given : template));

    // Made twice in a race, both are the same.
    private async Task<IdempotencyKeys> KeysAsync(CancellationToken cancellation) =>
        _keys ??= new IdempotencyKeys(
            store, await keys.GetSecretAsync(Secret, cancellation), time, RetentionPeriods.Of(policy, RetentionPeriods.IdempotencyKey));
}
