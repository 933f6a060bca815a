using DataSharing.Domain.Consents;
using DataSharing.Domain.Decisions.Rules;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>
/// The one place where sharing is decided: pure, total, deterministic; deny by default. Rules run in the evaluation order of
/// rules.md section 0 and every reason is kept.
/// <para>Refusal or hold: a HOLD promises that a fact could mend the request. So any reason that no awaited fact could mend
/// makes it a refusal, even when another reason waits; the reason given is the first refusal in order. Rules whose reason
/// depends on an awaited fact (an adult's signature under age doubt, a guardian's where none is appointed) leave it to that
/// hold.</para>
/// <para>Thread safe.</para>
/// </summary>
public static class Decider
{
    /// <summary>
    /// Decides one request on the facts at <paramref name="now"/>. Never throws for any facts: a rule that fails refuses.
    /// </summary>
    public static Decision Decide(PolicySet policy, SharingRequest request, Facts facts, DateTimeOffset now) =>
        Decide(RuleTable.Default, policy, request, facts, now);

    internal static Decision Decide(RuleTable rules, PolicySet policy, SharingRequest request, Facts facts, DateTimeOffset now)
    {
        var e = new Evaluation(policy, request, facts, now);
        foreach (RequestRule rule in rules.Request)
        {
            try
            {
                if (rule.Evaluate(e) is { } reason)
                    e.Reasons.Add(reason);
            }
            catch (Exception)
            {
                return Finish(e, [], Fault(e, rule.Step, rule.Id));
            }

            // Nothing more may be said about a case that may not exist to somebody who may not be who it says.
            if (rule.Step == 1 && e.Has(ReasonKinds.RecipientUnverified))
                break;
        }

        if (e.Reasons.Count > 0)
            return Finish(e, [], Worst(e.Reasons));
        try
        {
            return OnFields(rules, e);
        }
        catch (FieldFaultException fault)
        {
            return Finish(e, [], Fault(e, fault.Step, fault.RuleId));
        }
    }

    private static Decision OnFields(RuleTable rules, Evaluation e)
    {
        Judged judged = FieldJudge.Judge(rules, e);
        if (e.Override is { } set)
            e.Gaps.AddRange(Rules.Step6Fields.Gaps(e, set));
        if (judged.Released == 0)
        {
            Reason reason = Empty(e, judged);
            e.Reasons.Add(reason);
            return Finish(
                e,
                Array.ConvertAll(
                    judged.Verdicts,
                    v => v.Released ? new FieldVerdict(v.Path, Treatment.None, null, null, reason.Kind, reason.RuleId) : v),
                reason) with
            {
                IsOnFields = true,
            };
        }

        // What went without asking her is told to her, whether it was outweighed or is the law's own duty.
        if (e.Duty)
            e.Flags.Add(DecisionFlags.NotifySurvivorWhenSafe);
        DecisionKind kind = e.Override is not null ? DecisionKind.Override : judged.Partial ? DecisionKind.Partial : DecisionKind.Release;
        return Make(e, kind, kind == DecisionKind.Partial ? judged.FirstReason : null, judged.Verdicts);
    }

    // A package that would hold nothing is never sent: an override waits for what the body needs, and says what that is; so does a
    // sharing that lacks but a safe way to reach her. Everything else is refused, a number that nobody called safe too.
    private static Reason Empty(Evaluation e, Judged judged)
    {
        if (e.Gaps.Count > 0)
            return new(ReasonKinds.RecordMissing, "R-272", 9, HoldFacts.RecordMissing, e.Gaps);
        // Whatever passes is not on record: that, and no want of need, is why nothing goes.
        if (Array.Exists(judged.Verdicts, static v => v.Released && !PolicyField.IsAboutTheDelivery(v.Path)))
            return new(ReasonKinds.RecordMissing, "R-283", 9);
        if (judged.FirstReason is not { } first || Array.Exists(judged.Verdicts, static v => v.Released))
            return new(ReasonKinds.FieldNotNeeded, "R-283", 9);
        return first.RuleId == "R-052" ? first with { WaitsFor = HoldFacts.ChannelSafe } : first;
    }

    private static Reason Worst(List<Reason> reasons)
    {
        foreach (Reason reason in reasons)
            if (reason.WaitsFor is null)
                return reason;
        return reasons[0];
    }

    private static Reason Fault(Evaluation e, int step, string rule)
    {
        var fault = new Reason(Reason.Fault, rule, step);
        e.Reasons.Clear();
        e.Reasons.Add(fault);
        return fault;
    }

    private static Decision Finish(Evaluation e, FieldVerdict[] verdicts, Reason reason)
    {
        bool asks = e.Request.Direction == Direction.Ask;
        // A body in conflict or under a bar learns nothing, whatever else would have refused it first.
        bool neutral = asks && (e.Has(ReasonKinds.RecipientUnverified) || e.Has(ReasonKinds.RecipientConflict));
        DecisionKind kind = neutral ? DecisionKind.Neutral : reason.WaitsFor is null ? DecisionKind.Refuse : DecisionKind.Hold;
        if (verdicts.Length == 0)
            verdicts = Withheld(e, reason);
        return Make(e, kind, reason, verdicts) with
        {
            // Towards an outsider, failures of steps 1 to 3 and faults tell nothing, not even that a case exists.
            NeutralToAsker = asks
                && (kind == DecisionKind.Neutral || ((reason.Step <= 3 || reason.Kind == Reason.Fault) && !AskerOnCase(e))),
            RemovalBarMarker = reason.Kind == ReasonKinds.ClockRemovalBar,
            Flags = kind == DecisionKind.Neutral || reason.Step == 3 ? [.. e.Flags, DecisionFlags.AlertReviewer]
                : reason.Step == 8 ? [.. e.Flags, DecisionFlags.NotifyCaseHolder]
                : e.Flags,
        };
    }

    // Taking part is a matter of persons: that an agency is on the case tells its other staff nothing.
    private static bool AskerOnCase(Evaluation e) => e.Participant() is not null;

    private static FieldVerdict[] Withheld(Evaluation e, Reason reason)
    {
        IReadOnlyList<string> asked = FieldJudge.Requested(e);
        var verdicts = new FieldVerdict[asked.Count];
        for (int i = 0; i < verdicts.Length; i++)
            verdicts[i] = new(asked[i], Treatment.None, null, null, reason.Kind, reason.RuleId);
        return verdicts;
    }

    private static Decision Make(Evaluation e, DecisionKind kind, Reason? reason, FieldVerdict[] verdicts)
    {
        Consent? consent = kind is not DecisionKind.Neutral && e.Pathway is not null && e.Facts.Case is not null && e.ConsentRequired
            && reason?.Kind != Reason.Fault
            ? e.Match.Consent
            : null;
        return new Decision
        {
            RequestId = e.Request.Id,
            Kind = kind,
            Reason = reason,
            Reasons = e.Reasons,
            Fields = verdicts,
            Tier = kind is DecisionKind.Release or DecisionKind.Partial or DecisionKind.Override ? e.Tier : null,
            Pathway = e.Request.Pathway,
            Purpose = e.Pathway?.Purpose ?? "",
            Direction = e.Request.Direction,
            Sender = e.Request.Sender,
            Recipient = e.Request.Recipient,
            Ground = e.Override?.Ground,
            Gaps = e.Gaps,
            Contradicted = e.Safety is { Contradictions: { Count: > 0 } differ } ? [.. differ.Select(one => one.Fact).Distinct()] : [],
            Flags = e.Flags,
            ConsentId = consent?.Id,
            ConsentVersion = consent?.Version ?? 0,
            ScopeId = consent is null ? null : e.Match.Scope?.Id,
            Desk = e.Request.RecipientPerson is null ? Step11Channel.Desk(e)?.Id : null,
            ApprovalId = kind is DecisionKind.Release or DecisionKind.Partial ? e.Approval?.Id : null,
            AgreementId = e.Agreement?.Id,
            AgreementVersion = e.Agreement?.Version ?? 0,
            RiskAssessmentId = e.Facts.Case?.Risk?.Id,
            PolicyVersion = e.Policy.Version,
            ProfileVersion = e.Policy.Profile.Edition,
            ConfidentialityPolicyVersion = e.Recipient?.ConfidentialityPolicyVersion,
            FactsDigest = e.Original.Digest(),
            Epochs = new(e.Facts.Case?.Epoch ?? 0, e.Facts.Sender?.Epoch ?? 0, e.Recipient?.Epoch ?? 0, e.Agreement?.Epoch ?? 0),
            DecidedAt = e.Present,
        };
    }
}

/// <summary>A field rule failed: carries which, never a value.</summary>
internal sealed class FieldFaultException(int step, string ruleId, Exception inner) : Exception("a field rule failed", inner)
{
    internal int Step { get; } = step;

    internal string RuleId { get; } = ruleId;
}
