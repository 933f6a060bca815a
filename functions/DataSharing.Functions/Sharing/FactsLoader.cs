using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Sharing;

/// <summary>What one decision rests on, and the version of the case under which it may be committed.</summary>
/// <param name="Request">The request as it is decided: an asking person may stand for the desk that is on the case.</param>
/// <param name="PolicyEpoch">Of the policy's gate: another program with another policy moves it.</param>
public sealed record DecisionBasis(SharingRequest Request, Facts Facts, CaseSnapshot? Case, long PolicyEpoch)
{
    /// <summary>
    /// The record was written before what rules may know of it was kept, and has not been read: see
    /// <see cref="FactsLoader.DecideAsync"/>.
    /// </summary>
    internal bool IsRecordUnread => Facts.Case is not null && Case?.Record is { Known: null } && !RecordRead;

    internal bool RecordRead { get; init; }

    /// <summary>With no other consent than this one to rest on; null leaves it to whichever speaks.</summary>
    public DecisionBasis RestingOn(ConsentId? consentId) =>
        consentId is null ? this : this with { Request = Request with { Consent = consentId } };
}

/// <summary>
/// Reads the facts of a decision strongly, from the store each time, and tells later whether those outside the case still
/// stand.
/// </summary>
public sealed class FactsLoader(
    CaseLedger cases, IPartitionStore store, RecordReader records, RegistryReader registry, NamedPersons named, PolicyGateReader gate,
    TimeProvider time)
{
    /// <summary>A partition that no case has: read in place of the case when a reference leads nowhere.</summary>
    private static readonly CaseId Nowhere = new("nowhere");

    public async Task<DecisionBasis> LoadAsync(
        SharingRequest request, CaseId? caseId, RequestId? releaseId, CancellationToken cancellation = default)
    {
        Task<Gate> policy = gate.ReadAsync(cancellation);
        Task<Stored<Registration>?> sender = registry.FindRegistrationAsync(request.Sender, cancellation);
        Task<Stored<Registration>?> recipient = registry.FindRegistrationAsync(request.Recipient, cancellation);
        Task<IReadOnlyList<Stored<Agreement>>> agreements = registry.AgreementsBetweenAsync(
            request.Sender, request.Recipient, cancellation);
        Task<Person?> person = PersonAsync(request, cancellation);
        CaseSnapshot? snapshot = await CaseAsync(caseId, releaseId, cancellation);
        // A reference to a case that has another holder by now leads nowhere.
        CaseFacts? subject = snapshot?.Head.Holder == request.Sender ? snapshot.Facts : null;
        // Whoever is not on the case is answered as if there were none, and that costs the same with a case and without.
        if (subject is not null && (request.Direction == Direction.Send || IsOnCase(subject, request, (await recipient)?.Value)))
            subject = await named.AsAsync(subject, request.Recipient, request.RecipientPerson, cancellation);
        var facts = new Facts
        {
            Case = subject,
            // INVARIANT: the document was read after the head, and writing a record writes the head: what is known of it is of this
            // version.
            Record = subject is null ? null : Known(snapshot!.Record),
            Consents = subject is null ? [] : snapshot!.Consents,
            Agreements = [.. (await agreements).Select(agreement => agreement.Value)],
            Sender = (await sender)?.Value,
            Recipient = (await recipient)?.Value,
            RecipientPerson = await person,
        };
        SharingRequest addressed = Address(request, facts);
        return new DecisionBasis(
            addressed,
            addressed.RecipientPerson is null && facts.RecipientPerson is not null ? facts with { RecipientPerson = null } : facts,
            subject is null ? null : snapshot,
            (await policy).Epoch);
    }

    /// <summary>
    /// Whether policy, sender, recipient, person and agreement are still as the decision saw them. Read after the commit of a release
    /// or collection: if false, no byte leaves. One point read each, whatever the number of cases.
    /// </summary>
    public async Task<bool> StandAsync(DecisionBasis basis, Decision decision, CancellationToken cancellation = default)
    {
        Task<Gate> policy = gate.ReadAsync(cancellation);
        Task<Stored<Registration>?> sender = registry.FindRegistrationAsync(basis.Request.Sender, cancellation);
        Task<Stored<Registration>?> recipient = registry.FindRegistrationAsync(basis.Request.Recipient, cancellation);
        Task<Person?> person = PersonAsync(basis.Request, cancellation);
        Stored<Agreement>? agreement = decision.AgreementId is { } id ? await registry.FindAgreementAsync(id, cancellation) : null;
        DateTimeOffset now = time.GetUtcNow();
        return (await policy) is { IsOpen: true } rules && rules.Epoch == basis.PolicyEpoch
            && (await sender)?.Value is { } from && from.Epoch == decision.Epochs.Sender && from.StandsAt(now)
            && (await recipient)?.Value is { } to && to.Epoch == decision.Epochs.Recipient && to.StandsAt(now)
            && (decision.AgreementId is null || agreement?.Value.Epoch == decision.Epochs.Agreement)
            && (basis.Request.RecipientPerson is null || (await person)?.StandsAt(now) == true);
    }

    internal DateTimeOffset Now => time.GetUtcNow();

    internal async Task<Person?> FindPersonAsync(RegistrationId registration, PersonId person, CancellationToken cancellation) =>
        (await registry.FindPersonAsync(registration, person, cancellation))?.Value.Person;

    private async Task<Person?> PersonAsync(SharingRequest request, CancellationToken cancellation) =>
        request.RecipientPerson is { } person ? await FindPersonAsync(request.Recipient, person, cancellation) : null;

    private static bool IsOnCase(CaseFacts subject, SharingRequest request, Registration? body) =>
        request.RecipientPerson is { } person && subject.Participants.Any(seat => seat.RegistrationId == request.Recipient
            && (seat.PersonId == person || (seat.DeskId is { } desk && body?.HasMember(desk, person) == true)));

    // As many reads for a reference that leads nowhere as for one that leads to a case: time tells nothing either.
    private async Task<CaseSnapshot?> CaseAsync(CaseId? caseId, RequestId? releaseId, CancellationToken cancellation)
    {
        CaseSnapshot? snapshot = await cases.LoadAsync(caseId ?? Nowhere, releaseId, cancellation);
        if (snapshot is not null)
            return snapshot;
        var nowhere = Partition.Case(Nowhere);
        await store.ReadAsync(nowhere, CaseIds.Facts, cancellation);
        await store.ListAsync(nowhere, CaseIds.ConsentPrefix, limit: 1000, cancellation: cancellation);
        await store.ReadAsync(nowhere, CaseIds.Record(CaseIds.MainRecord), cancellation);
        if (releaseId is not null)
            await store.ReadAsync(nowhere, CaseIds.Release(releaseId), cancellation);
        return null;
    }

    /// <summary>
    /// Decides on a basis. A record of before is opened only where a release would read it anyway, or where a sender of its own case
    /// lacks nothing but fields: an answer that tells nothing costs the same with and without a case. Until then its coded answers are
    /// missing, and missing is never a yes.
    /// </summary>
    public async Task<(DecisionBasis Basis, Decision Decision)> DecideAsync(
        PolicySet policy, DecisionBasis basis, DateTimeOffset at, CancellationToken cancellation = default)
    {
        Decision decision = Decider.Decide(policy, basis.Request, basis.Facts, at);
        if (!basis.IsRecordUnread || !(decision.Releases || decision is { IsOnFields: true, Direction: Direction.Send }))
            return (basis, decision);
        DecisionBasis whole = basis with
        {
            Facts = basis.Facts with { Record = await ReadAsync(policy, basis.Case!, at, cancellation) },
            RecordRead = true,
        };
        return (whole, Decider.Decide(policy, whole.Request, whole.Facts, at));
    }

    private async Task<RecordFacts> ReadAsync(PolicySet policy, CaseSnapshot snapshot, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            return CodedAnswers.FactsOf(policy, await records.ReadAsync(snapshot, cancellation), DateOnly.FromDateTime(at.UtcDateTime));
        }
        catch (Exception unreadable) when (!StoreAway.Is(unreadable))
        {
            // Nothing of it could be sent either.
            return RecordFacts.Empty;
        }
    }

    private static RecordFacts Known(RecordDocument? record) =>
        record is null ? RecordFacts.Empty : record.Known ?? new RecordFacts { Usable = record.Paths };

    // A person who is not on the case asks for the desk that is, if she is one of its named members; else for herself.
    private SharingRequest Address(SharingRequest request, Facts facts)
    {
        if (request.Direction != Direction.Ask || request.RecipientPerson is not { } person || facts.Case is null
            || facts.RecipientPerson is not { Volunteer: false })
            return request;
        DateTimeOffset now = facts.Case.EndsBy(time.GetUtcNow());
        // Whom a bar or conflict names, or whom the holder took off the case, does not ask through the desk instead.
        if (Bars.NamesPerson(facts.Case, request.Recipient, person) || TakingPart.IsTakenOff(facts.Case, request.Recipient, person))
            return request;
        return facts.Recipient is not { } body || !facts.RecipientPerson.StandsAt(now)
            || TakingPart.Person(facts.Case, body, person, now) is not null
            || body.Desks.FirstOrDefault(
                one => one.Members.Contains(person) && TakingPart.Desk(facts.Case, body.Id, one.Id, now) is not null) is not { } desk
            ? request
            : request with { RecipientPerson = null, RecipientDesk = desk.Id };
    }
}
