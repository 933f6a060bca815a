using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Cases;

/// <summary>The children assigned to one guardian advocate.</summary>
public sealed record CaseloadDocument(IReadOnlyList<AssignedChild> Children);

/// <summary>A child's case and when it was assigned.</summary>
public sealed record AssignedChild(CaseId CaseId, DateTimeOffset At);

/// <summary>
/// Holds guardian advocates to their limit, over all holders. A place is taken before the facts that need it are written,
/// and given up after they no longer do. Source; SC-061.
/// </summary>
public sealed class Caseloads(IPartitionStore store, RegistryReader registry, PolicySet policy, TimeProvider time)
{
    /// <summary>A place older than this without its facts is left over from a write that never happened.</summary>
    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(1);

    /// <summary>Takes a place for the advocate whom the facts name; nothing when they name none or it is taken already.</summary>
    /// <returns>Why there is none to take: caseload-full, unknown-agency.</returns>
    public async Task<Refusal?> AssignAsync(CaseFacts facts, CancellationToken cancellation)
    {
        if (AdvocateOf(facts) is not var (service, person))
            return null;
        if ((await registry.FindRegistrationAsync(service, cancellation))?.Value is not { } registration)
            return new Refusal(ProblemType.UnknownAgency, "the agency is not registered", "/guardians/advocateRegistration");
        for (; ; )
        {
            Stored<CaseloadDocument>? found = await store.ReadAsync<CaseloadDocument>(PartitionOf(service), person, cancellation);
            IReadOnlyList<AssignedChild> children = found?.Value.Children ?? [];
            if (children.Any(child => child.CaseId == facts.Id))
                return null;
            if (!Caseload.MayAssign(children.Count, policy.Profile.GuardianCaseloadCap, registration))
            {
                int all = children.Count;
                children = await StillAssignedAsync(children, service, person, cancellation);
                if (children.Count == all)
                    return Full(registration);
            }

            if (Caseload.MayAssign(children.Count, policy.Profile.GuardianCaseloadCap, registration))
                children = [.. children, new AssignedChild(facts.Id, time.GetUtcNow())];
            // CRASH: a place without its facts is cleared away when it stands in the way.
            if (await WriteAsync(service, person, found, children, cancellation) && children.Any(child => child.CaseId == facts.Id))
                return null;
        }
    }

    /// <summary>Gives up a case's place. Harmless when there is none.</summary>
    public async Task ReleaseAsync(CaseFacts facts, CancellationToken cancellation)
    {
        if (AdvocateOf(facts) is not var (service, person))
            return;
        while (await store.ReadAsync<CaseloadDocument>(PartitionOf(service), person, cancellation) is { } found
            && found.Value.Children.Any(child => child.CaseId == facts.Id)
            && !await WriteAsync(service, person, found, [.. found.Value.Children.Where(child => child.CaseId != facts.Id)], cancellation))
        {
        }
    }

    /// <summary>After new facts: the former advocate's place, when it is another one's now.</summary>
    public Task ReleaseFormerAsync(CaseFacts former, CaseFacts now, CancellationToken cancellation) =>
        AdvocateOf(former) == AdvocateOf(now) ? Task.CompletedTask : ReleaseAsync(former, cancellation);

    private static (RegistrationId Service, PersonId Person)? AdvocateOf(CaseFacts facts) =>
        facts.Guardians is { Advocate: not GuardianAdvocate.None, AdvocateRegistration: { } service, AdvocatePerson: { } person }
            ? (service, person)
            : null;

    private async Task<bool> WriteAsync(
        RegistrationId service, PersonId person, Stored<CaseloadDocument>? found, IReadOnlyList<AssignedChild> children,
        CancellationToken cancellation)
    {
        var next = new CaseloadDocument(children);
        Operation write = found is null ? Operation.Create(person, next) : Operation.Replace(person, next, found.ETag);
        return (await store.CommitAsync(PartitionOf(service), [write], cancellation)).IsCommitted;
    }

    private async Task<IReadOnlyList<AssignedChild>> StillAssignedAsync(
        IReadOnlyList<AssignedChild> children, RegistrationId service, PersonId person, CancellationToken cancellation)
    {
        var kept = new List<AssignedChild>();
        foreach (AssignedChild child in children)
        {
            var partition = Partition.Case(child.CaseId);
            CaseFacts? facts = (await store.ReadAsync<CaseFacts>(partition, CaseIds.Facts, cancellation))?.Value;
            CaseHead? head = (await store.ReadAsync<CaseHead>(partition, CaseHead.DocumentId, cancellation))?.Value;
            bool holds = facts is not null && AdvocateOf(facts) == (service, person) && head?.Status == CaseStatus.Open;
            // Also after a clock was set back: a place is not kept until its time comes round.
            if (holds || (time.GetUtcNow() - child.At).Duration() < TakenFor)
                kept.Add(child);
        }

        return kept;
    }

    private Refusal Full(Registration service) => new(
        ProblemType.CaseloadFull,
        $"the guardian advocate has as many children as allowed: {Caseload.Limit(policy.Profile.GuardianCaseloadCap, service)}",
        "/guardians/advocatePerson");

    private static Partition PartitionOf(RegistrationId service) => Partition.Registry("caseload-" + service);
}
