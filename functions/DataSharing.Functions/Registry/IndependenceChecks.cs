using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Registry;

/// <summary>
/// The codes under which a body is being registered, or was, since this is kept. One document a body, written under its ETag.
/// </summary>
public sealed record AgencyCodes(IReadOnlyList<AgencyCode> Codes);

/// <param name="Change">The change that creates the registration.</param>
public sealed record AgencyCode(string Registration, string ActorCode, string Change);

/// <summary>Keeps one legal body from being registered both as guardians and as police or immigration. Source: .</summary>
public sealed class IndependenceChecks(PolicySet policy, RegistryReader registry, IPartitionStore store)
{
    /// <exception cref="ProblemException">invalid-value, naming the member.</exception>
    public async Task RequireAsync(Registration next, CancellationToken cancellation)
    {
        foreach (Registration other in await registry.AllRegistrationsAsync(cancellation))
            Require(next, other);
    }

    /// <summary>
    /// As <see cref="RequireAsync"/>, and keeps the code for this change: of two that exclude each other and are approved at one moment,
    /// neither yet there for the other to find, one is refused.
    /// </summary>
    public async Task ClaimAsync(Registration next, string change, CancellationToken cancellation)
    {
        string id = RegistryKeys.Codes(next.AgencyId);
        for (; ; )
        {
            Stored<AgencyCodes>? now = await store.ReadAsync<AgencyCodes>(RegistryKeys.Directory, id, cancellation);
            IReadOnlyList<AgencyCode> codes = now?.Value.Codes ?? [];
            foreach (AgencyCode code in codes)
                if (code.Registration != next.Id && Independence.Collide(policy, next.ActorCode, code.ActorCode)
                    && await MayComeAsync(code, cancellation))
                    throw NotIndependent();
            // After the codes: whatever is registered without one of them is there already.
            await RequireAsync(next, cancellation);
            var claim = new AgencyCode(next.Id, next.ActorCode, change);
            if (codes.Contains(claim))
                return;
            AgencyCodes claimed = new([.. codes.Where(code => code.Registration != next.Id), claim]);
            // CRASH: kept, and never registered: it bars until its change is approved again or rejected.
            CommitResult result = await store.CommitAsync(
                RegistryKeys.Directory, [now is null ? Operation.Create(id, claimed) : Operation.Replace(id, claimed, now.ETag)],
                cancellation);
            if (result.IsCommitted)
                return;
        }
    }

    public void Require(Registration next, Registration other)
    {
        if (other.AgencyId == next.AgencyId && other.Id != next.Id && Independence.Collide(policy, next.ActorCode, other.ActorCode))
            throw NotIndependent();
    }

    // A change that was rejected registers nothing any more; one that was applied is found among the registrations.
    private async Task<bool> MayComeAsync(AgencyCode code, CancellationToken cancellation) =>
        (await store.ReadAsync<RegistryChange>(
            RegistryKeys.OfRegistration(code.Registration), RegistryKeys.Change(code.Change),
            cancellation))?.Value.Status is ChangeStatus.Proposed or ChangeStatus.Applied;

    private static ProblemException NotIndependent() => new(
        ProblemType.InvalidValue,
        "guardians are independent of police and immigration: the agency is registered as the one and cannot be the other", "/agencyId",
        [new ProblemItem("/agencyId", "guardians are independent of police and immigration", null, "R-228")]);
}
