namespace DataSharing.Functions.Registry;

/// <summary>
/// The codes under which a body is being registered, or was, since this is kept. One document a body, written under its ETag.
/// </summary>
public sealed record AgencyCodes(IReadOnlyList<AgencyCode> Codes);

/// <param name="Change">The change that creates the registration.</param>
public sealed record AgencyCode(RegistrationId Registration, string ActorCode, string Change);

/// <summary>Keeps one legal body from being registered both as guardians and as police or immigration. Source: .</summary>
public sealed class IndependenceChecks(PolicySet policy, RegistryReader registry, IPartitionStore store)
{
    /// <returns>Why it cannot be registered: invalid-value, naming the member; null: it can.</returns>
    public async Task<Refusal?> WhyNotAsync(Registration next, CancellationToken cancellation) =>
        (await registry.AllRegistrationsAsync(cancellation)).Select(other => WhyNot(next, other))
            .FirstOrDefault(found => found is not null);

    /// <summary>
    /// As <see cref="WhyNotAsync"/>, and keeps the code for this change: of two that exclude each other and are approved at one moment,
    /// neither yet there for the other to find, one is refused.
    /// </summary>
    public async Task<Refusal?> ClaimAsync(Registration next, string change, CancellationToken cancellation)
    {
        string id = RegistryKeys.Codes(next.AgencyId);
        for (; ; )
        {
            Stored<AgencyCodes>? now = await store.ReadAsync<AgencyCodes>(RegistryKeys.Directory, id, cancellation);
            IReadOnlyList<AgencyCode> codes = now?.Value.Codes ?? [];
            foreach (AgencyCode code in codes)
                if (code.Registration != next.Id && Independence.Collide(policy, next.ActorCode, code.ActorCode)
                    && await MayComeAsync(code, cancellation))
                    return NotIndependent();
            // After the codes: whatever is registered without one of them is there already.
            if (await WhyNotAsync(next, cancellation) is { } refusal)
                return refusal;
            var claim = new AgencyCode(next.Id, next.ActorCode, change);
            if (codes.Contains(claim))
                return null;
            AgencyCodes claimed = new([.. codes.Where(code => code.Registration != next.Id), claim]);
            // CRASH: kept, and never registered: it bars until its change is approved again or rejected.
            CommitResult result = await store.CommitAsync(
                RegistryKeys.Directory, [now is null ? Operation.Create(id, claimed) : Operation.Replace(id, claimed, now.ETag)],
                cancellation);
            if (result.IsCommitted)
                return null;
        }
    }

    public Refusal? WhyNot(Registration next, Registration other) =>
        other.AgencyId == next.AgencyId && other.Id != next.Id && Independence.Collide(policy, next.ActorCode, other.ActorCode)
            ? NotIndependent()
            : null;

    // A change that was rejected registers nothing any more; one that was applied is found among the registrations.
    private async Task<bool> MayComeAsync(AgencyCode code, CancellationToken cancellation) =>
        (await store.ReadAsync<RegistryChange>(
            RegistryKeys.OfRegistration(code.Registration), RegistryKeys.Change(code.Change),
            cancellation))?.Value.Status is ChangeStatus.Proposed or ChangeStatus.Applied;

    private static Refusal NotIndependent() => new(
        ProblemType.InvalidValue,
        "guardians are independent of police and immigration: the agency is registered as the one and cannot be the other", "/agencyId")
    {
        Errors = [new ProblemItem("/agencyId", "guardians are independent of police and immigration", null, "R-228")],
    };
}
