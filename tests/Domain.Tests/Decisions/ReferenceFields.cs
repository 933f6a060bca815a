using System.Collections.Frozen;
using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Tests.Decisions;

/// <summary>The field half of <see cref="Reference"/>: requested ∩ tier set ∩ consent ∩ agreement ∩ codes − never flags.</summary>
internal static class ReferenceFields
{
    internal static HashSet<string> Of(
        PolicySet policy, Pathway pathway, SharingRequest request, Facts facts, ConsentScope scope, Agreement agreement,
        List<Participant> seats, CaseFacts subject, bool child, bool foreign)
    {
        Registration recipient = facts.Recipient!;
        Actor actor = policy.Actors[recipient.ActorCode];
        Tier? ceiling = Ceiling(actor, pathway, request, scope, seats, child);
        if (ceiling is not { } tier)
            return [];
        var set = pathway.FieldsAt(tier).ToDictionary();
        if (tier == Tier.Full)
            foreach ((string path, FieldGrant? portion) in pathway.FieldsAt(Tier.Portion))
                set.TryAdd(path, portion);
        var refused = pathway.Refusals.SelectMany(r => r.Fields).ToHashSet();
        IReadOnlyList<string> groups = agreement.Lines.First(l => l.Pathway == pathway.Id && l.Sender == facts.Sender!.Id).Groups;
        FrozenSet<string> without = scope.DisclosureLevel is { } level ? pathway.Levels.First(l => l.Id == level).Without : [];
        bool Listed(IReadOnlyList<string> names, PolicyField f) => names.Contains(f.Path) || names.Contains(f.Group);
        bool enforces = actor.Is(ActorKind.Police) || actor.Is(ActorKind.Prosecution);
        bool origin = foreign || subject.StatesOfOrigin.Contains(recipient.Country);

        bool circle = seats.Any(s => s.PlacementCircle && (!child || s.AssignedChildSpecialist)) && actor.Is(ActorKind.PlacementCircle);
        bool volunteer = actor.Code == "VOL" || facts.RecipientPerson is { Volunteer: true };
        // The row's own purposes, where the consent names the very field.
        bool OnConsent(PolicyField f) => f.Portion.Any(r => r.Purposes.Contains(pathway.Purpose))
            && (scope.Included.Contains(f.Path) || scope.ExpresslyChosen.Contains(f.Path));

        // words go in a content that she approved, and in no other way.
        ContentApproval? approved = scope.OnlyApprovedContent || pathway.Conditions.Contains(PathwayCondition.ApprovedContent)
            || request.ApprovalId is not null
            ? subject.Approvals.LastOrDefault(
                a => a.RecipientId == recipient.Id && a.Pathway == pathway.Id && a.Matter == request.Matter
                    && (request.ApprovalId ?? a.Id) == a.Id)
            : null;
        // What another field is told from, without what is asked of the field that is told.
        bool Passes(PolicyField f) => !refused.Contains(f.Path)
            && (groups.Count == 0 || groups.Contains(f.Group))
            && !Listed(scope.Excluded, f) && !without.Contains(f.Path) && (scope.Included.Count == 0 || Listed(scope.Included, f))
            && !subject.PurposeBound.Any(b => b.Path == f.Path && !b.Purposes.Contains(pathway.Purpose))
                && !subject.PrivateToChild.Contains(f.Path)
            && Graded(policy, subject, f, recipient.Id, actor.Code)
            && (!volunteer || policy.TaskData.Contains(f.Path))
            && !subject.Suppressed.Any(s => s.Path == f.Path) && !actor.NeverReceives.Contains(f.Path);

        return (from f in policy.Fields.Values
                where request.Fields.Count > 0 ? request.Fields.Contains(f.Path) : set.TryGetValue(f.Path, out FieldGrant? g)
                    && !g.OnRequest
                where set.ContainsKey(f.Path) && !refused.Contains(f.Path)
                let grant = set[f.Path]
                where grant.Actors.Count == 0 || grant.Actors.Contains(actor.Code)
                where groups.Count == 0 || groups.Contains(f.Group)
                where f.Path != "contact.safeChannel" || subject.SurvivorChannel == ChannelState.Safe
                where !Listed(scope.Excluded, f) && !without.Contains(f.Path)
                where scope.Included.Count == 0 || Listed(scope.Included, f) || f.Path == "identity.caseHandle"
                    || f.Group is "consent" or "request" or "organisation"
                where pathway.Purpose != "RETN" || f.Group is not ("exploitation" or "health") || Listed(scope.ExpresslyChosen, f)
                where !subject.PurposeBound.Any(b => b.Path == f.Path && !b.Purposes.Contains(pathway.Purpose))
                    && !subject.PrivateToChild.Contains(f.Path)
                where Graded(policy, subject, f, recipient.Id, actor.Code)
                where (grant.Limit == PortionLimit.ThroughLawyer ? actor.Is(ActorKind.Lawyer)
                    || policy.Actors[facts.Sender!.ActorCode].Is(ActorKind.Lawyer) : Limit(
                        grant.Limit, f, subject, scope, recipient.Id, child, approved))
                let told = tier == Tier.Case && f.Case.Generaliser == Generaliser.InterpretationNeeded
                    ? policy.Fields["interpreter.required"]
                    : null
                where told is null || Passes(told)
                where tier != Tier.Case || !f.Case.ReidentificationCheck || subject.ReidentificationCheckedFor.Contains(pathway.Id)
                where !NotCoded(policy, facts.Record, f, tier, grant.Limit)
                where Reachable(f.Path, facts) && Told(f.Path, facts)
                where !volunteer || policy.TaskData.Contains(f.Path)
                where !f.FreeText || (tier == Tier.Full && !f.Never.Contains(NeverFlag.CourtRoute))
                    || approved?.Paths.Contains(f.Path) == true
                where f.Group != "services" || seats.Any(s => s.Lead)
                where f.Path != "age.result" || subject.Age.DecisionReasoned
                // Never flags.
                where !f.Never.Contains(NeverFlag.NeverLeaves)
                    && f.Full is not (FullAudience.FileOnly or FullAudience.SuppressesEntry or FullAudience.SubjectAndReviewer
                        or FullAudience.None)
                where circle || f.Full != FullAudience.PlacementCircle
                where circle || !f.Never.Contains(NeverFlag.PlacementCircleOnly)
                    || (f.Group != "shelter" && f.Path != "guardian.stateAgency" && OnConsent(f))
                where f.Full != FullAudience.PoliceOnly || actor.Is(ActorKind.Police)
                where !f.Never.Contains(NeverFlag.Police) || !enforces || pathway.Purpose == "EVID"
                    || policy.Actors[facts.Sender!.ActorCode].Is(ActorKind.Lawyer)
                where !f.Never.Contains(NeverFlag.Relatives) || !actor.Is(ActorKind.Relative)
                    || (actor.Is(ActorKind.Guardian) && subject.Guardians.Parental == ParentalGuardian.Appointed)
                where !f.Never.Contains(NeverFlag.Employers)
                    || !(actor.Is(ActorKind.Employer) || facts.RecipientPerson is { Volunteer: true })
                where !f.Never.Contains(NeverFlag.DecisionInput) || request.Use != StatedUse.Eligibility
                where !f.Never.Contains(NeverFlag.CourtRoute)
                    || (f.Full is not (FullAudience.TherapistOnly or FullAudience.ListedViewers) && OnConsent(f))
                    || (f.Path == "justice.recording" && seats.Any(s => s.ListedViewer))
                where !f.Never.Contains(NeverFlag.OriginState) || !origin || scope.StatusMayReach.Contains(recipient.Id.Value)
                    || (f.Group is not ("nrm" or "exploitation" or "immigration" or "history" or "return")
                        && !f.Marks.Contains(Mark.Trafficking))
                where !subject.Suppressed.Any(
                    s => s.Path == f.Path && (s.Item is null || facts.Record is null || !Others(facts.Record, subject, f.Path, s.Item)))
                where !actor.NeverReceives.Contains(f.Path) || f.Path == "identity.caseHandle"
                    || (f.Path == "justice.recording" && seats.Any(s => s.ListedViewer))
                select f.Path).ToHashSet();
    }

    // an answer that the facts contradict is told only where it is the more cautious of the two. (Contradicted age shares nothing.)
    private static bool Told(string path, Facts facts)
    {
        if (facts.Record?.Answers.GetValueOrDefault(path) is not { } said)
            return true;
        CaseFacts subject = facts.Case!;
        string[] choices = ["neither", "anonymousIntelligence", "witness"];
        return path switch
        {
            "contact.phone.safeToUse" => said == "no" || subject.PhoneSafe,
            "contact.email.safeToUse" => said == "no" || subject.EmailSafe,
            "guardian.conflict" => said == "conflict" || subject.Guardians.Parental != ParentalGuardian.Implicated,
            "justice.cooperationChoice" => subject.Cooperation == CooperationChoice.NotRecorded
                || Array.IndexOf(choices, said) <= (int)subject.Cooperation - 1,
            _ => true,
        };
    }

    // An item is left out of its list where the record holds it and others beside it.
    private static bool Others(RecordFacts record, CaseFacts subject, string path, string item) =>
        record.Items.Any(i => i.Path == path && i.Id == item)
        && record.Items.Any(i => i.Path == path && !subject.Suppressed.Any(s => s.Path == path && s.Item == i.Id));

    private static bool NotCoded(PolicySet policy, RecordFacts? record, PolicyField f, Tier tier, PortionLimit? limit)
    {
        if (record is null)
            return false;
        if (tier == Tier.Case)
            return f.Case.Generaliser switch
            {
                Generaliser.InterpretationNeeded => record.NotCoded.Contains("interpreter.required"),
                Generaliser.YesNo or Generaliser.HeldByAnother or Generaliser.FamilyMember or Generaliser.AdultOrChild =>
                    record.NotCoded.Contains(f.Path),
                _ => false,
            };
        return limit is { } l && policy.Limits[l].Mode is LimitMode.YesNo or LimitMode.Marker && record.NotCoded.Contains(f.Path);
    }

    private static bool Reachable(string path, Facts facts)
    {
        (string?, bool?) safe = path switch
        {
            "contact.phone.number" => ("contact.phone.safeToUse", (bool?)facts.Case!.PhoneSafe),
            "contact.email.address" => ("contact.email.safeToUse", facts.Case!.EmailSafe),
            "contact.correspondenceAddress" => ("contact.lettersSafe", null),
            _ => (null, null),
        };
        if (safe.Item1 is null)
            return true;
        string? record = facts.Record?.Answers.GetValueOrDefault(safe.Item1);
        if (record is not null && safe.Item2 is { } own && own != (record == "yes"))
            return false;
        return (safe.Item2 ?? true) && (record == "yes" || (facts.Record is null && safe.Item2 is not null));
    }

    private static Tier? Ceiling(
        Actor actor, Pathway pathway, SharingRequest request, ConsentScope scope, List<Participant> seats, bool child)
    {
        bool holds = actor.Qualifier switch
        {
            TierQualifier.None or TierQualifier.ForMatter or TierQualifier.TaskDataOnly or TierQualifier.GradedItems
                or TierQualifier.AsOrdered or TierQualifier.WhenReferring => true,
            TierQualifier.ExplicitChoice => scope.FullByExplicitChoice || !actor.FullEligible,
            TierQualifier.ForChild => child,
            TierQualifier.ForIdentification => pathway.Purpose == "NRMID",
            TierQualifier.AsLead => seats.Any(s => s.Lead),
            TierQualifier.ForEvidence => pathway.Purpose != "INTEL",
            TierQualifier.OwnDataOnly => scope.AtPersonsRequest,
            _ => false,
        };
        if ((holds ? actor.HighestTier : actor.OtherwiseTier) is not { } own)
            return null;
        Tier lowest = new[] { own, pathway.Ceiling, scope.Tier, request.Tier ?? Tier.Full }.Min();
        return lowest == Tier.Full && !(actor.FullEligible && scope.FullByExplicitChoice) ? Tier.Portion : lowest;
    }

    private static bool Graded(PolicySet policy, CaseFacts subject, PolicyField f, string recipient, string actor)
    {
        HandlingMark? mark = subject.Handling.FirstOrDefault(m => m.Path == f.Path);
        if (mark is null)
            return f.Group != "intelligence" || !f.Never.Contains(NeverFlag.Originator);
        if (mark.SpecialAuthority && mark.AuthorityReference is null)
            return false;
        if (mark.Source is null || mark.Content is null || mark.Handling is null)
            return false;
        return mark.Originator == recipient
            || (mark.Handling == "H3" && policy.HandlingCodes.Classes["lawEnforcementAndProsecution"].Actors.Contains(actor));
    }

    private static bool Limit(
        PortionLimit? limit, PolicyField f, CaseFacts subject, ConsentScope scope, string recipient, bool child, ContentApproval? approved)
    {
        bool chosen = new[] { scope.ExpresslyChosen, scope.ReliedOn }.Any(l => l.Contains(f.Path) || l.Contains(f.Group));
        return limit switch
        {
            PortionLimit.SurvivorChoice or PortionLimit.WhereReliedOn => chosen,
            PortionLimit.HousingMatterOnly => scope.ReliedOn.Contains("housing"),
            PortionLimit.LegalAidOnly => scope.ReliedOn.Contains("legalAid"),
            PortionLimit.PayerOnly => scope.ReliedOn.Contains("payer"),
            PortionLimit.IfSafeToUse => f.Path.Contains("phone", StringComparison.Ordinal) ? subject.PhoneSafe : subject.EmailSafe,
            PortionLimit.ForChildren => child,
            PortionLimit.AgreedItemsOnly => subject.ItemAgreements.Any(i => i.Path == f.Path && i.RecipientId == recipient),
            PortionLimit.CoOperationGroundOnly => scope.PermitGround == "coOperation",
            PortionLimit.ApprovedText => approved?.Paths.Contains(f.Path) == true,
            PortionLimit.ByHandlingCode => subject.Handling.Any(m => m.Path == f.Path),
            PortionLimit.GroundOnly => false,
            _ => true,
        };
    }
}
