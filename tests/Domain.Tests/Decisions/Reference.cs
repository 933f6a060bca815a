using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>
/// A slow second reading of the rule texts for deliveries that rest on a consent, as set comprehensions. It knows nothing of
/// rule tables, order or reasons: only which fields may leave. Written from rules.md and fields.md, not from the decider.
/// </summary>
internal static class Reference
{
    internal static HashSet<string> Released(PolicySet policy, SharingRequest request, Facts facts, DateTimeOffset now)
    {
        if (facts is not { Case: { } stated, Sender: { } sender, Recipient: { } recipient } || request.Override is not null)
            return [];
        CaseFacts subject = Cautious(stated, facts.Record?.Answers ?? new Dictionary<string, string>());
        if (!policy.Pathways.TryGetValue(request.Pathway, out Pathway? pathway) || !pathway.Consent.Required)
            return [];
        Actor actor = policy.Actors[recipient.ActorCode];
        Person? person = facts.RecipientPerson;
        bool child = subject.Age.Status != AgeStatus.Adult && !(subject.Age.Status == AgeStatus.Child && subject.Age.MajorityAt <= now);
        var seats = subject.Participants.Where(p => p.RegistrationId == recipient.Id && (p.Until is null || now < p.Until)
            && (request.RecipientPerson is { } id ? p.PersonId == id : p.DeskId is not null)).ToList();

        // both agencies and the person stand.
        bool[] standing =
        [
            recipient.StandsAt(now), sender.StandsAt(now), subject.Holder == sender.Id, !subject.Closed,
            request.RecipientPerson is null || (person?.StandsAt(now) ?? false),
            person is not { Volunteer: true } || actor.Code == "VOL",
            pathway.Senders.Contains(sender.ActorCode), pathway.Directions.Contains(request.Direction),
            pathway.Recipients.Contains(actor.Code), !actor.Is(ActorKind.NeverRecipient), !actor.Is(ActorKind.ImmigrationEnforcement),
        ];
        // a participant; or sending to the agency's desk.
        bool seated = recipient.DesignatedContactOnly
            ? seats.Any(s => s.Interlocutor)
            : seats.Count > 0 || (request.Direction == Direction.Send && request.RecipientPerson is null && recipient.Desks.Count > 0);
        //
        bool[] clean =
        [
            request.Use is StatedUse.Pathway or StatedUse.Eligibility or StatedUse.NewInterview,
            !subject.Conflicts.Any(b => b == recipient.Id || b == recipient.AgencyId || b == $"{recipient.Id}/{request.RecipientPerson}"),
            // without a duty, an order or danger to life a bar stands, whatever it names.
            !new[] { recipient.Id.Value, recipient.AgencyId, recipient.ActorCode, $"{recipient.Id}/{request.RecipientPerson}", "state:"
                + recipient.Country, "state:" + recipient.BodyOfState, "register:" + recipient.RegisterNumber }
                .Intersect(subject.BarredBodies).Any(),
            recipient.BodyOfState is null || !subject.ProtectionSoughtFrom.Contains(recipient.BodyOfState),
            !(
                pathway.Conditions.Contains(PathwayCondition.BlockedWhileProtectionSought)
                    && subject.ProtectionSoughtFrom.Contains(recipient.Country)),
            !(request.Use == StatedUse.NewInterview && subject.ChildInterviewRecorded),
        ];
        //
        Agreement? agreement = facts.Agreements.FirstOrDefault(a => a.InForceAt(
            now, pathway.Id, sender.Id, recipient.Id) == AgreementStanding.InForce);
        bool foreign = recipient.Country != policy.Profile.Country
            || (recipient.BodyOfState ?? policy.Profile.Country) != policy.Profile.Country;
        bool safeguarded = !foreign || policy.Profile.ForeignSafeguards.ContainsKey(recipient.BodyOfState ?? recipient.Country)
            || !string.IsNullOrWhiteSpace(agreement?.ForeignSafeguards);
        if (standing.Contains(false) || !seated || clean.Contains(false) || agreement is null || !safeguarded)
            return [];
        if (!Risk(policy, pathway, subject, recipient.Id, recipient.AgencyId, recipient.Country, child, now))
            return [];
        if (request.RecipientPerson is null
            && !recipient.Desks.Any(d => (request.RecipientDesk is null || d.Id == request.RecipientDesk) && d.CheckedAt(now)))
            return [];

        // of all consents for this sharing the one recorded last speaks alone; among consents from before that was kept, the
        // newest agreement.
        IEnumerable<Consent> speaking = facts.Consents.Where(c => c.CaseId == subject.Id && c.Purpose == pathway.Purpose
                && c.Scopes.Any(s => Matches(pathway, s) && s.Recipients.Any(r => r.RegistrationId == recipient.Id)))
            .OrderByDescending(c => c.RecordedAs).ThenByDescending(Agreed).ThenByDescending(c => c.Id).Take(1);
        IEnumerable<ConsentScope> passing =
            from consent in speaking
            from scope in consent.Scopes
            where Stands(policy, pathway, subject, consent, scope, child, now)
                && Matches(pathway, scope) && OnGround(pathway, scope)
                && scope.Recipients.Any(r => r.RegistrationId == recipient.Id && r is { ShownByName: true, Declined: false })
                // said no in one scope and yes in another, it is no.
                && !consent.Scopes.Any(
                    other => Matches(pathway, other) && other.Recipients.Any(r => r.RegistrationId == recipient.Id && r.Declined))
                && (!foreign || scope.Countries.Contains(recipient.Country)
                    || (recipient.BodyOfState is { } s && scope.Countries.Contains(s)))
                && Approved(pathway, subject, scope, request, actor)
                && (scope.AtPersonsRequest || !(actor.Is(ActorKind.Police) || actor.Is(ActorKind.Prosecution))
                    || policy.Actors[sender.ActorCode].Is(ActorKind.Police)
                    || policy.Actors[sender.ActorCode].Is(ActorKind.Prosecution))
                && (scope.AtPersonsRequest || !pathway.Conditions.Contains(PathwayCondition.VictimRequest))
                && (scope.DiscussedAt is not null || !pathway.Conditions.Contains(PathwayCondition.PriorDiscussion))
            select scope;
        if (passing.FirstOrDefault() is not { } granted)
            return [];
        if (child
            && !(
                actor.Is(ActorKind.ChildSpecialist) || actor.Is(ActorKind.Lawyer) || actor.Is(ActorKind.Health) || actor.Is(ActorKind.Court)
            || (actor.Is(ActorKind.ChildSpecialistPossible)
                && (recipient.ChildSpecialist || person is { ChildSpecialist: true }))) && pathway.Ceiling > Tier.Case)
            return [];
        HashSet<string> released = ReferenceFields.Of(policy, pathway, request, facts, granted, agreement, seats, subject, child, foreign);
        // nothing on record, nothing sent; a handle or data about the delivery counts only where it was asked for.
        string[] delivery = ["identity.caseHandle", "consent.scope", "consent.lifetime", "request.core"];
        return (facts.Record?.Usable ?? []).Except(delivery).Any(released.Contains)
            || request.Fields.Intersect(delivery).Any(released.Contains)
            ? released
            : [];
    }

    // of two places the more cautious counts.
    private static CaseFacts Cautious(CaseFacts stated, IReadOnlyDictionary<string, string> record)
    {
        bool Says(string path, string answer) => record.TryGetValue(path, out string? said) && said == answer;
        bool doubt = Says("age.presumedChild", "child") || Says("age.disputed", "inDoubt") || Says("age.assessmentStatus", "inDoubt");
        if (stated.Age.Status == AgeStatus.Adult && doubt)
            stated = stated with { Age = stated.Age with { Status = AgeStatus.Disputed } };
        if (Says("guardian.conflict", "conflict") && stated.Guardians.Parental != ParentalGuardian.None)
            stated = stated with { Guardians = stated.Guardians with { Parental = ParentalGuardian.Implicated } };
        if (Says("justice.cooperationChoice", "neither") && stated.Cooperation != CooperationChoice.NotRecorded)
            stated = stated with { Cooperation = CooperationChoice.Neither };
        return stated;
    }

    // what must be approved is, for this recipient on this pathway; named, it is the one that is named.
    private static bool Approved(Pathway pathway, CaseFacts subject, ConsentScope scope, SharingRequest request, Actor actor)
    {
        if (scope is { ApprovedContentOnly: false, ApprovedContentDigest: null } && request.ApprovalId is null
            && !pathway.Conditions.Contains(PathwayCondition.ApprovedContent))
            return true;
        ContentApproval? found = subject.Approvals.LastOrDefault(
            a => a.RecipientId == request.Recipient && a.Pathway == pathway.Id && a.Matter == request.Matter
                && (request.ApprovalId ?? a.Id) == a.Id);
        return found is not null && !(found.HasLetter && actor.Is(ActorKind.Employer));
    }

    private static bool Risk(
        PolicySet policy, Pathway pathway, CaseFacts subject, string id, string agency, string country, bool child, DateTimeOffset now)
    {
        if (subject.Risk is { } risk
            && (risk.RaisedGenerally || risk.RaisedForPathways.Contains(pathway.Id) || risk.NamedBodies.Contains(id)
                || risk.NamedBodies.Contains(agency) || risk.NamedAreas.Contains(country)
                    || risk.NamedPersons.Any(p => p.StartsWith(id + "/", StringComparison.Ordinal))))
            return false;
        // an assessment that is there, fresh and not under revision, unless the policy says why not.
        if (pathway.RiskExempt is null && subject.Risk is not { UnderRevision: false })
            return false;
        if (pathway.RiskExempt is null && now - subject.Risk!.At >= policy.Profile.RiskAssessmentValidity)
            return false;
        if (pathway.Conditions.Contains(PathwayCondition.ReidentificationCheck) && !subject.ReidentificationCheckedFor.Contains(pathway.Id))
            return false;
        return pathway.Purpose switch
        {
            "RETN" => subject.Return is { RiskAssessment: CheckState.Clear, DecisionOnFile: true }
                && (!child || subject.Return.BestInterestsDecision),
            "FAMI" => subject.FamilyCheck == CheckState.Clear && (!child || subject.ExceptionalReason is not null),
            _ => true,
        };
    }

    private static bool Matches(Pathway pathway, ConsentScope scope) => scope.Pathway == pathway.Id;

    // a permit on the one ground rests on a consent for that ground.
    private static bool OnGround(Pathway pathway, ConsentScope scope) =>
        pathway.Purpose != "PERM" || scope.PermitGround is null
            || (scope.PermitGround == "coOperation") == pathway.Conditions.Contains(PathwayCondition.CooperationChoice);

    private static DateTimeOffset? Agreed(Consent consent) =>
        consent.ReconfirmedAt > consent.GivenAt ? consent.ReconfirmedAt : consent.GivenAt;

    private static bool Stands(
        PolicySet policy, Pathway pathway, CaseFacts subject, Consent consent, ConsentScope scope, bool child, DateTimeOffset now)
    {
        if (consent.CaseId != subject.Id || consent.Purpose != pathway.Purpose
            || consent.State is not (ConsentState.Given or ConsentState.Reconfirmed))
            return false;
        if (now < consent.ValidFrom || now >= consent.ValidUntil || now >= consent.ReviewBy || now < scope.ValidFrom
            || now >= scope.ValidUntil)
            return false;
        DateTimeOffset? agreed = Agreed(consent);
        // by the order of stops, and by the sharing that they are about; no clock.
        if (subject.Stops.Where((s, i) => i + 1 > consent.SeenStops
            && (s.ConsentId is null || (s.ConsentId == consent.Id && (s.ScopeId ?? scope.Id) == scope.Id)
                || s.Keys.Any(
                    k => k.Purpose == consent.Purpose && k.Pathway == scope.Pathway
                        && scope.Recipients.Any(r => r.RegistrationId == k.Recipient)))).Any())
            return false;
        if (subject.ReconfirmSince > agreed)
            return false;
        InformedEvidence e = consent.Evidence;
        if (e.ExplainedBy is null || e.ExplainedAt is null || e.Language is null || !e.Signed || e.Pressure || e.Form == ConsentForm.None
            || e.Interpreter is { RelatedOrAssociated: true } || e.Present.Any(p => !p.Vetted))
            return false;
        //
        if (subject.Age.Status == AgeStatus.Disputed
            && (consent.Basis == ConsentBasis.Adult || pathway.Subject == PathwaySubject.AdultOnly))
            return false;
        if ((pathway.Subject == PathwaySubject.AdultOnly && child)
            || (pathway.Subject == PathwaySubject.ChildOnly && !child && !subject.Age.GuardianshipContinues))
            return false;
        if (child != (consent.Basis == ConsentBasis.Child))
            return false;
        if (child
            && (subject.Guardians.Parental != ParentalGuardian.Appointed || e.Guardian?.Capacity != GuardianCapacity.ParentalGuardian
                || e.Child == ChildAnswer.Dissents))
            return false;
        if (child && pathway.Conditions.Contains(PathwayCondition.GuardianMet) && subject.Guardians.Advocate != GuardianAdvocate.Met)
            return false;
        //
        bool excused = policy.Profile.WithoutCapacity.Contains(pathway.Id);
        if (!child && !excused && (subject.Capacity.HasCapacityFor(consent.Purpose) ?? e.Capacity == CapacityFinding.HasCapacity) is false)
            return false;
        if (subject.Capacity.ConcernOpen && !excused && !pathway.Conditions.Contains(PathwayCondition.RunsUnderCapacityConcern)
            && pathway.Purpose is not ("SAFE" or "MISS") && subject.Capacity.HasCapacityFor(pathway.Purpose) is not true)
            return false;
        if (subject.Capacity is { IntellectualDisabilityIndicated: true, ClinicalAssessmentDone: false }
            && (pathway.Conditions.Contains(PathwayCondition.FormalProcedure) || pathway.Purpose is "EVID" or "FILM"))
            return false;
        if (pathway.Conditions.Contains(PathwayCondition.CooperationChoice))
        {
            if (subject.Cooperation != CooperationChoice.Witness
                && !(subject.Cooperation == CooperationChoice.AnonymousIntelligence && pathway.Purpose == "INTEL"))
                return false;
            if (pathway.Purpose == "PERM" && (scope.PermitGround ?? subject.PermitAppliedOn) != "coOperation")
                return false;
        }

        return true;
    }
}
