using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Sharing;

/// <summary>What a person of the recipient wants with a request.</summary>
public enum RecipientAct
{
    /// <summary>Collect: asked, decided and put on record by the collection itself.</summary>
    Collect,

    /// <summary>See where it stands. The recipient's officer may as well.</summary>
    See,

    /// <summary>Accept or decline, for the agency.</summary>
    Answer,

    /// <summary>Say what became of the agency's copies.</summary>
    Attest,
}

/// <summary>
/// Who of the recipient's persons has to do with what came to it. To whoever may not collect it, there is no such request: she
/// neither sees it nor speaks for the agency on it. Source.
/// </summary>
public sealed class RecipientPersons(
    CaseLedger cases, IPartitionStore store, RegistryReader registry, NamedPersons named, TimeProvider time)
{
    /// <summary>
    /// Whether the caller may do it. An ask that was not released is the asker's agency's own, but what it tells of a case is
    /// for nobody whom that case names.
    /// </summary>
    public async Task<bool> MayAsync(RequestLife document, Caller caller, RecipientAct act, CancellationToken cancellation)
    {
        if (act == RecipientAct.Collect || document.CaseId is not { } caseId
            || document is { ReleasedAt: null, Decision: null or { NeutralToAsker: true } })
            return true;
        if (await cases.ReadFactsAsync(caseId, cancellation) is not { } facts)
            return false;
        CaseFacts subject = await named.AsAsync(facts, caller.Registration, caller.Person, cancellation);
        if (document.ReleasedAt is null)
            return !Bars.NamesPerson(subject, caller.Registration, caller.Person)
                && !TakingPart.IsTakenOff(subject, caller.Registration, caller.Person);
        if (await store.ReadAsync<Release>(
            Partition.Case(caseId), CaseIds.Release(document.Request.Id), cancellation) is not { Value: { } release })
            return false;
        if (act == RecipientAct.See && caller.Has(Roles.LogReview))
            return !Bars.NamesPerson(subject, caller.Registration, caller.Person);
        Person? person = (await registry.FindPersonAsync(caller.Registration, caller.Person, cancellation))?.Value.Person;
        Registration? recipient = (await registry.FindRegistrationAsync(document.Request.Recipient, cancellation))?.Value;
        return MayCollect(document.Request, release, subject, recipient, person, time.GetUtcNow())
            || (act != RecipientAct.Answer && !release.IsOpen
                && await MayAttestAsync(document.Request, release, subject, recipient, person, cancellation));
    }

    // Access attaches to named persons: the addressee, a participant, or a named member of the desk that it went to. What goes
    // without consent goes to whoever is able to act, on the case or not, but to nobody who is not named either, nor
    // to somebody whom a bar or conflict names.
    internal async Task<bool> MayCollectAsync(
        SharingRequest request, Release release, CaseFacts subject, Registration? recipient, Person? person, DateTimeOffset at,
        CancellationToken cancellation) =>
        MayCollect(request, release, await named.AsAsync(subject, request.Recipient, person?.Id, cancellation), recipient, person, at);

    /// <summary>The desk as whose member a person opens what came to it; null: none.</summary>
    internal static ContactDesk? DeskOf(
        SharingRequest request, Release release, CaseFacts subject, Registration recipient, PersonId person, DateTimeOffset at) =>
        recipient.Desks.FirstOrDefault(desk => (release.Desk is null || desk.Id == release.Desk) && desk.Members.Contains(person)
            && (request.Override is not null || TakingPart.Desk(subject, recipient.Id, desk.Id, subject.EndsBy(at)) is not null));

    private static bool MayCollect(
        SharingRequest request, Release release, CaseFacts subject, Registration? recipient, Person? person, DateTimeOffset at)
    {
        if (person is null || recipient is null || !Stands(request, subject, person, subject.EndsBy(at)))
            return false;
        return request.RecipientPerson == person.Id
            || TakingPart.Person(subject, recipient, person.Id, subject.EndsBy(at)) is not null
            || ((request.RecipientPerson is null || release.Desk is not null)
                && DeskOf(request, release, subject, recipient, person.Id, at) is not null);
    }

    // Whom the holder took off the case opens only what the holder addressed to her by name.
    private static bool Stands(SharingRequest request, CaseFacts subject, Person person, DateTimeOffset at) =>
        !person.Volunteer && person.StandsAt(at) && !Bars.NamesPerson(subject, request.Recipient, person.Id)
        && (!TakingPart.IsTakenOff(subject, request.Recipient, person.Id)
            || (request.Direction == Direction.Send && request.RecipientPerson == person.Id));

    // Copies outlive a release, and whoever fetched them may have left. So, once it is over: whoever had to do with it, whether her
    // time on the case has ended or not; and when none of these is left, whoever of the agency stands.
    private async Task<bool> MayAttestAsync(
        SharingRequest request, Release release, CaseFacts subject, Registration? recipient, Person? person,
        CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (person is null || recipient is null || !Stands(request, subject, person, now))
            return false;
        HashSet<PersonId> own = [.. subject.Participants.Where(one => one.RegistrationId == recipient.Id).Select(one => one.PersonId)
            .Concat(
                release.Collections.Values.Where(one =>
                    one.Recipient == recipient.Id).Select(one => (PersonId?)one.Person)).Append(request.RecipientPerson)
            .Concat(recipient.Desks.Where(desk => desk.Id == release.Desk).SelectMany(desk => desk.Members)).OfType<PersonId>()];
        if (own.Contains(person.Id))
            return true;
        foreach (PersonId one in own)
            if ((await registry.FindPersonAsync(recipient.Id, one, cancellation))?.Value.Person is { } other
                && Stands(request, subject, other, now))
                return false;
        return true;
    }
}
