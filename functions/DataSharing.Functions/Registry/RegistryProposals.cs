namespace DataSharing.Functions.Registry;

/// <summary>What the operations on registrations, persons and agreements have in common: two persons change them, one stops them.</summary>
public sealed class RegistryProposals(RegistryChanges changes, Idempotency idempotency)
{
    public Approval By(ApiCall call) => changes.By(call.Caller);

    /// <summary>Proposes something new, under the call's Idempotency-Key.</summary>
    /// <param name="whyNot">Why it cannot be proposed; null: it can.</param>
    public async Task<IResult> CreateAsync(ApiCall call, ApiOperation operation, RegistryChange change, Func<Task<Refusal?>> whyNot)
    {
        Idempotent begun = await idempotency.BeginAsync(
            call, operation, async id => await changes.FindAsync(id, call.Cancellation) is not null).OrProblem();
        if (begun.IsReplay)
            return Accepted((await changes.FindAsync(begun.Id, call.Cancellation))!.Value.Change);
        RegistryChange proposed = await idempotency.RefusableAsync<RegistryChange>(call, begun, async () =>
            await whyNot() is { } refusal
                ? refusal
                : await changes.ProposeAsync(change with { Id = begun.Id }, call.Cancellation)).OrProblem();
        return Accepted(proposed);
    }

    /// <summary>Proposes a change of what is there.</summary>
    public async Task<IResult> UpdateAsync(ApiCall call, RegistryChange change) =>
        Accepted(await changes.ProposeAsync(change, call.Cancellation));

    /// <summary>Makes a change that only takes rights away, at once. Null: the target has changed in between.</summary>
    public async Task<IResult?> ApplyAsync(ApiCall call, RegistryChange change, RegistryWrite write) =>
        await changes.ApplyAtOnceAsync(change, write, call.Cancellation) is { } applied ? Accepted(applied) : null;

    /// <summary>Stops something at once, whatever comes in between: what is changed in the same moment is stopped after it.</summary>
    /// <param name="read">It, as it is now.</param>
    /// <param name="stop">The change and the write that stop it; null: there is nothing left to stop.</param>
    /// <returns>It, as it then is. Refused: there is no such thing.</returns>
    public async Task<Result<Stored<T>>> StopAsync<T>(
        ApiCall call, Func<Task<Result<Stored<T>>>> read, Func<Stored<T>, (RegistryChange Change, RegistryWrite Write)?> stop)
    {
        Result<Stored<T>> current = await read();
        while (current.Refusal is null && stop(current.Value) is var (change, write))
        {
            await changes.ApplyAtOnceAsync(change, write, call.Cancellation);
            current = await read();
        }

        return current;
    }

    internal static Refusal OtherId() => new(ProblemType.InvalidValue, "the id is that of the address", "/id");

    internal static Refusal? WhyStale(string etag, ApiCall call, string what) => call.IfMatch.Fits(etag) ? null : Stale(what);

    internal static Refusal Stale(string what) =>
        new(ProblemType.StaleIfMatch, $"the {what} has changed since it was read", "If-Match");

    private static IResult Accepted(RegistryChange change) =>
        ApiResults.Accepted(RegistryChangeView.Location(change.Id), RegistryChangeView.Of(change));
}
