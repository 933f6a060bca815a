using DataSharing.Domain.Agreements;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Decisions;

/// <summary>One run of <see cref="Decider"/>: the inputs, and what rules found so far. Used by one thread.</summary>
internal sealed class Evaluation
{
    // Asked for each field by many rules: kinds are kept as bits, the participant and the plan are found once.
    private readonly ulong _senderKinds;
    private readonly ulong _recipientKinds;
    private readonly Participant? _participant;
    private PathwayPlan? _plan;
    private ConsentMatch? _match;

    internal Evaluation(PolicySet policy, SharingRequest request, Facts facts, DateTimeOffset now)
    {
        Policy = policy;
        Request = request;
        Original = facts;
        Safety = facts.Case is { } subject ? SafetyFacts.Of(policy, subject, facts.Record, now) : null;
        Facts = Safety is null || ReferenceEquals(Safety.Case, facts.Case) ? facts : facts with { Case = Safety.Case };
        Present = now;
        Now = facts.Case?.EndsBy(now) ?? now;
        Pathway = policy.Pathways.GetValueOrDefault(request.Pathway);
        SenderActor = facts.Sender is { } sender ? policy.Actors.GetValueOrDefault(sender.ActorCode) : null;
        RecipientActor = facts.Recipient is { } recipient ? policy.Actors.GetValueOrDefault(recipient.ActorCode) : null;
        _senderKinds = Mask(SenderActor);
        _recipientKinds = Mask(RecipientActor);
        _participant = FindParticipant();
        Duty = request.Override is null && Pathway is { Consent: { Required: false, Because: "duty" } } pathway
            && pathway.Overrides.Any(set => Rules.OverrideBasis.InDuty(this, set));
    }

    internal PolicySet Policy { get; }

    internal SharingRequest Request { get; }

    /// <summary>The facts as rules read them: where two places differ, the more cautious answer .</summary>
    internal Facts Facts { get; }

    /// <summary>The facts as they are on record.</summary>
    internal Facts Original { get; }

    /// <summary>What the two places say; null without a case.</summary>
    internal SafetyFacts? Safety { get; }

    /// <summary>The time by which something ends: never below the highest that the case has seen.</summary>
    internal DateTimeOffset Now { get; }

    /// <summary>What the clock says: by it something begins, and a child comes of age.</summary>
    internal DateTimeOffset Present { get; }

    internal Pathway? Pathway { get; }

    internal Actor? SenderActor { get; }

    internal Actor? RecipientActor { get; }

    internal Registration? Recipient => Facts.Recipient;

    /// <summary>The case. Rules after step 1 may rely on it: without one, step 1 ends the run.</summary>
    internal CaseFacts Case => Facts.Case ?? throw new InvalidOperationException("no case");

    internal List<Reason> Reasons { get; } = [];

    internal List<string> Flags { get; } = [];

    /// <summary>What an override's minimum set lacks on the record.</summary>
    internal List<string> Gaps { get; } = [];

    /// <summary>The person is a child, or is treated as one .</summary>
    internal bool Child => Facts.Case is { } subject && subject.Age.TreatedAsChild(Present);

    internal bool ConsentRequired =>
        Request.Override is null && (Pathway!.Consent.Required || (Pathway.Consent.Because == "duty" && !Duty));

    /// <summary>
    /// A duty that runs without consent, e.g. notifying child protection: only where the law lays it on this sender towards this
    /// recipient. Whoever else uses the pathway needs consent.
    /// </summary>
    internal bool Duty { get; }

    internal Agreement? Agreement { get; set; }

    internal AgreementLine? AgreementLine { get; set; }

    /// <summary>The override's minimum set, once step 6 accepted it.</summary>
    internal OverrideSet? Override { get; set; }

    /// <summary>Paths a court's order names for this recipient, for an override on an order.</summary>
    internal CourtOrder? Order { get; set; }

    /// <summary>The approved content that this delivery must be, once step 6 found that it must be one.</summary>
    internal ContentApproval? Approval { get; set; }

    /// <summary>Tier of this delivery; set before fields are judged.</summary>
    internal Tier Tier { get; set; }

    /// <summary>The consent this request would rest on, found once.</summary>
    internal ConsentMatch Match => _match ??= ConsentMatch.Find(this);

    internal ConsentScope? Scope => ConsentRequired ? Match.Scope : null;

    /// <summary>Whether a path is on record with an answer that may be used here .</summary>
    internal bool Usable(string path)
    {
        if (Facts.Record is not { } record || !record.Holds(path) || Facts.Case is not { } subject)
            return false;
        if (Order is { } order && order.Paths.Has(path))
            return true;
        for (int i = 0; i < subject.Suppressed.Count; i++)
            if (subject.Suppressed[i] is { Item: null } entry && entry.Path == path)
                return false;
        if (Policy.GuardOf(path) is { } guard && Safety?.IsContradicted(guard.Fact) == true)
            return false;
        if (Request.Override is not null && Safety?.IsDoubtful(path) == true)
            return false;
        return path != "contact.safeChannel" || subject.SurvivorChannel == ChannelState.Safe;
    }

    internal bool Has(string kind)
    {
        foreach (Reason reason in Reasons)
            if (reason.Kind == kind)
                return true;
        return false;
    }

    /// <summary>Whether the pathway demands a fact or has a property.</summary>
    internal bool Requires(PathwayCondition condition) => Pathway is { } pathway && pathway.Conditions.Contains(condition);

    internal bool RecipientIs(ActorKind kind) => (_recipientKinds & (1UL << (int)kind)) != 0;

    internal bool SenderIs(ActorKind kind) => (_senderKinds & (1UL << (int)kind)) != 0;

    /// <summary>Police or prosecution side.</summary>
    internal bool RecipientEnforces => RecipientIs(ActorKind.Police) || RecipientIs(ActorKind.Prosecution);

    /// <summary>A body abroad or of another State than this one.</summary>
    internal bool RecipientForeign =>
        Recipient is { } r && (r.Country != Policy.Profile.Country || (r.BodyOfState is { } state && state != Policy.Profile.Country));

    /// <summary>The participant entry of the asking or addressed person, or else of the desk; null: not on the case.</summary>
    internal Participant? Participant() => _participant;

    /// <summary>The pathway's plan; the pathway is known.</summary>
    internal PathwayPlan Plan => _plan ??= PathwayPlan.Of(Pathway!);

    private static ulong Mask(Actor? actor)
    {
        ulong mask = 0UL;
        if (actor is not null)
            foreach (ActorKind kind in actor.Kinds)
                mask |= 1UL << (int)kind;
        return mask;
    }

    private Participant? FindParticipant()
    {
        if (Facts.Case is null)
            return null;
        if (Request.RecipientPerson is { } person)
            return Facts.Recipient is { } body ? TakingPart.Person(Facts.Case, body, person, Now) : null;
        foreach (Participant participant in Facts.Case.Participants)
        {
            if (participant.RegistrationId != Request.Recipient || (participant.Until is { } until && Now >= until))
                continue;
            if (participant.DeskId is { } desk && (Request.RecipientDesk is null || Request.RecipientDesk == desk))
                return participant;
        }

        return null;
    }
}

/// <summary>Small tests on lists of ids and names.</summary>
internal static class Names
{
    internal static bool Has(this IReadOnlyList<string> list, string? name)
    {
        if (name is null)
            return false;
        for (int i = 0; i < list.Count; i++)
            if (list[i] == name)
                return true;
        return false;
    }

    /// <summary>Whether a list of groups and paths covers a field.</summary>
    internal static bool Covers(this IReadOnlyList<string> list, PolicyField field)
    {
        for (int i = 0; i < list.Count; i++)
            if (list[i] == field.Path || list[i] == field.Group)
                return true;
        return false;
    }
}
