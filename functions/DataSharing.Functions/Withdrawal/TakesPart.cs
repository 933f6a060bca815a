using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Withdrawal;

/// <summary>
/// Which agencies besides the holder take a person's stop: those that take part in her case. Not employers and volunteers,
/// missions, relatives, bodies in conflict or barred, nor desks that were only asked. Source: R-269.
/// </summary>
public sealed class TakesPart(
    CaseLedger cases, IPartitionStore store, RegistryReader registry, NamedPersons named, PolicySet policy, TimeProvider time)
{
    private const string Mission = "CONS";

    private static readonly ActorKind[] Never = [ActorKind.Employer, ActorKind.Relative, ActorKind.Volunteer];

    public async Task<bool> IsSoAsync(Caller caller, CaseId caseId, CancellationToken cancellation)
    {
        if (policy.Actors.GetValueOrDefault(caller.ActorCode) is not { } actor || actor.Code == Mission || actor.Kinds.Any(Never.Contains)
            || await cases.LoadAsync(caseId, cancellation: cancellation) is not { } snapshot
            || await registry.FindRegistrationAsync(caller.Registration, cancellation) is not { Value: { } body }
            || await registry.FindPersonAsync(caller.Registration, caller.Person, cancellation) is not { Value.Person.Volunteer: false })
            return false;
        // Whose case it is decides for itself: here a person of the holder whom a bar names would be asked a second time.
        if (snapshot.Head.Holder == caller.Registration)
            return false;
        CaseFacts subject = await named.AsAsync(snapshot.Facts, caller.Registration, caller.Person, cancellation);
        if (Bars.InConflict(subject, body, caller.Person) || Bars.Barred(subject, body, caller.Person))
            return false;
        // By the present: a clock that was ahead must not keep an agency from taking her stop.
        DateTimeOffset now = time.GetUtcNow();
        Participant[] own = [.. snapshot.Head.Participants.Where(one => one.RegistrationId == caller.Registration && !(one.Until <= now))];
        return own.Any(one => one.PersonId is not null)
            || (own.Length > 0 && await HasFetchedAsync(caseId, caller.Registration, cancellation));
    }

    // A desk takes part from when it fetched something: being sent a request makes nobody part of a case.
    private async Task<bool> HasFetchedAsync(CaseId caseId, RegistrationId registration, CancellationToken cancellation)
    {
        await foreach (Listed<Release> release in store.ListAllAsync<Release>(
            Partition.Case(caseId), CaseIds.ReleasePrefix, cancellation))
        {
            if (release.Value.Collections.Values.Any(one => one.Recipient == registration && one.Outcome != CollectionOutcome.Aborted))
                return true;
        }

        return false;
    }
}
