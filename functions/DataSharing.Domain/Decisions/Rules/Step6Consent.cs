using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 6: an unexpired consent that names purpose, recipient and scope, and still stands. Source,
///
/// </summary>
internal static class Step6Consent
{
    internal static readonly RequestRule[] Rules =
    [
        new(6, "R-001", Stands),
        new(6, "R-011", Content),
        new(6, "R-094", AtHerRequest),
        new(6, "R-203", Cooperation),
        new(6, "R-007", static e =>
        {
            if (e.ConsentRequired && e.Match.Consent is { } consent && ConsentRules.NeedsReconfirmation(consent))
                e.Flags.Add(DecisionFlags.VoiceOnly);
            return null;
        }),
    ];

    private static Reason? Stands(Evaluation e)
    {
        if (!e.ConsentRequired)
            return null;
        ConsentFinding? worst = null;
        List<string>? missing = null;
        foreach (ConsentFinding finding in e.Match.Findings)
        {
            // Step 5 has told about age, guardian and capacity, with what may mend them.
            if (Told(e, finding))
                continue;
            if (worst is null || Weight(finding) > Weight(worst))
                worst = finding;
            if (finding.Kind is ReasonKinds.ConsentInvalidForm or ReasonKinds.InterpreterUnfit or ReasonKinds.PresenceUnvetted)
                (missing ??= []).Add(finding.Path);
        }

        return worst is null ? null : new(worst.Kind, worst.RuleId, 6, worst.WaitsFor, missing);
    }

    private static bool Told(Evaluation e, ConsentFinding finding) => finding.RuleId != Reason.FoundBad && finding.Kind switch
    {
        ReasonKinds.ChildAgeDoubt or ReasonKinds.CapacityUnassessed => e.Has(finding.Kind)
            || e.Policy.Profile.WithoutCapacity.Contains(e.Pathway!.Id),
        ReasonKinds.ChildGuardianUnfit => e.Has(finding.Kind),
        ReasonKinds.ChildGuardianMissing => e.Has(finding.Kind),
        // No guardian can have signed where there is none yet, or none whose role is clear: that is held, not refused.
        ReasonKinds.ConsentNone or ReasonKinds.ConsentInvalidForm when finding.WaitsFor is null =>
            WaitsForGuardian(e) && (e.Match.Consent is null || finding.RuleId == "R-129"),
        _ => false,
    };

    private static bool WaitsForGuardian(Evaluation e)
    {
        foreach (Reason reason in e.Reasons)
            if (reason.WaitsFor is HoldFacts.GuardianAppointed or HoldFacts.GuardianCleared)
                return true;
        return false;
    }

    // What she did weighs more than what ran out, and that more than what was never right.
    private static int Weight(ConsentFinding finding) => finding.WaitsFor is not null ? 0 : finding.Kind switch
    {
        _ when finding.RuleId == Reason.FoundBad => 6,
        ReasonKinds.ConsentWithdrawn => 6,
        ReasonKinds.ConsentNone => 5,
        ReasonKinds.ConsentExpired => 4,
        ReasonKinds.InterpreterUnfit => 3,
        ReasonKinds.PresenceUnvetted => 2,
        _ => 1,
    };

    // Whether the content is still the one approved is asked where the values are, after this.
    private static Reason? Content(Evaluation e)
    {
        if (e.Scope is not { } scope
            || !(scope.OnlyApprovedContent || e.Requires(PathwayCondition.ApprovedContent) || e.Request.ApprovalId is not null))
            return null;
        if (Approval(e) is not { } approval)
            return new(ReasonKinds.ConsentContentChanged, "R-011", 6, HoldFacts.ContentApproval);
        // A letter is an account: employers, hosts and volunteers get none, whoever approved it.
        if (approval.HasLetter && e.RecipientIs(ActorKind.Employer))
            return new(ReasonKinds.RecipientRole, "R-091", 6);
        e.Approval = approval;
        return null;
    }

    // Named, or the newest: what she approved before goes only to whoever names it.
    private static ContentApproval? Approval(Evaluation e)
    {
        ContentApproval? found = null;
        foreach (ContentApproval approval in e.Case.Approvals)
            if (approval.RecipientId == e.Request.Recipient && approval.Pathway == e.Request.Pathway && approval.Matter == e.Request.Matter
                && (e.Request.ApprovalId is not { } named || approval.Id == named))
                found = approval;
        return found;
    }

    // A named consent is her wish; towards police and prosecution the wish itself must be on record.
    private static Reason? AtHerRequest(Evaluation e) =>
        e.Scope is { AtPersonsRequest: false } && e.RecipientEnforces && !e.SenderIs(ActorKind.Police) && !e.SenderIs(ActorKind.Prosecution)
            ? new(ReasonKinds.ConsentRecipient, "R-094", 6)
            : null;

    private static Reason? Cooperation(Evaluation e)
    {
        if (!e.ConsentRequired || !e.Requires(PathwayCondition.CooperationChoice))
            return null;
        CooperationChoice choice = e.Case.Cooperation;
        if (choice == CooperationChoice.NotRecorded)
            return new(ReasonKinds.ConsentNone, "R-203", 6);
        bool enough = choice == CooperationChoice.Witness
            || (choice == CooperationChoice.AnonymousIntelligence && e.Pathway!.Purpose == PurposeCodes.Intel);
        return enough ? null : new(ReasonKinds.ConsentPurpose, "R-203", 6);
    }
}
