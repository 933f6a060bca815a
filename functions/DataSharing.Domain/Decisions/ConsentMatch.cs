using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>
/// The consent and scope a request would rest on, or the most specific reason why there is none. Source,
///
/// </summary>
internal sealed record ConsentMatch(Consent? Consent, ConsentScope? Scope, IReadOnlyList<ConsentFinding> Findings)
{
    internal static ConsentMatch Find(Evaluation e)
    {
        Consent? latest = null;
        foreach (Consent consent in e.Facts.Consents)
            if (Speaks(e, consent) && IsAbout(e, consent) && (latest is null || ConsentRules.IsLater(consent, latest)))
                latest = consent;
        if (latest is null)
            return Nearest(e);
        // One that was named and is not, or no longer, the one that speaks: nothing rests on it.
        return e.Request.Consent is { } named && named != latest.Id ? Absent(ReasonKinds.ConsentNone, "R-264") : Best(e, latest);
    }

    // What is only explained says nothing yet, and what was replaced nothing any more.
    private static bool Speaks(Evaluation e, Consent consent) =>
        consent.CaseId == e.Case.Id && consent.State is not (ConsentState.Superseded or ConsentState.Requested);

    private static bool IsAbout(Evaluation e, Consent consent)
    {
        if (consent.Purpose != e.Pathway!.Purpose)
            return false;
        foreach (ConsentScope scope in consent.Scopes)
            if (IsAbout(e, scope))
                return true;
        return false;
    }

    // As the key of a sharing has it, and nothing else: what makes another sharing of it here would let an earlier consent speak
    // again.
    private static bool IsAbout(Evaluation e, ConsentScope scope) =>
        scope.Pathway == e.Request.Pathway && scope.Matter == e.Request.Matter && Choice(scope, e.Request.Recipient) is not null;

    // Scopes of one consent may follow each other in time: the one that stands speaks, unless another says no to this very sharing.
    private static ConsentMatch Best(Evaluation e, Consent consent)
    {
        ConsentMatch? best = null;
        foreach (ConsentScope scope in consent.Scopes)
        {
            if (!IsAbout(e, scope))
                continue;
            var match = new ConsentMatch(consent, scope, Standing(e, consent, scope));
            if (Choice(scope, e.Request.Recipient) is { Declined: true })
                return match;
            if (best is null || Rank(match) < Rank(best))
                best = match;
        }

        return best!;
    }

    // The nearest miss tells the holder most about what to ask the survivor.
    private static ConsentMatch Nearest(Evaluation e)
    {
        ConsentMatch fallback = Absent(ReasonKinds.ConsentNone, "R-001");
        int fallbackRank = 0;
        foreach (Consent consent in e.Facts.Consents)
        {
            if (!Speaks(e, consent))
                continue;
            foreach (ConsentScope scope in consent.Scopes)
            {
                if (consent.Purpose == e.Pathway!.Purpose && Names(scope, e.Request.Recipient))
                {
                    if (scope.Pathway == e.Pathway.Id)
                        Fall(5, ReasonKinds.ConsentPurpose, scope.PermitGround is null ? "R-194" : "R-231");
                    else
                        Fall(4, ReasonKinds.ConsentScope, "R-001");
                }
                else if (consent.State.Usable())
                    Near(e, consent, scope, Fall);
            }
        }

        return fallback;

        void Fall(int rank, string kind, string rule)
        {
            if (rank <= fallbackRank)
                return;
            fallbackRank = rank;
            fallback = Absent(kind, rule);
        }
    }

    private static void Near(Evaluation e, Consent consent, ConsentScope scope, Action<int, string, string> fall)
    {
        if (consent.Purpose == e.Pathway!.Purpose)
            fall(3, ReasonKinds.ConsentRecipient, "R-001");
        // The same body, for another purpose: being one ministry or one agency changes nothing.
        else if (NamesBody(e, scope) || BoundElsewhere(e))
            fall(2, ReasonKinds.ConsentPurpose, "R-194");
        // A flow to police is never assumed from a consent for a service.
        else if (e.RecipientEnforces)
            fall(1, ReasonKinds.ConsentRecipient, "R-094");
    }

    private static ConsentMatch Absent(string kind, string rule) => new(null, null, [new ConsentFinding("", kind, rule)]);

    internal static bool Names(ConsentScope scope, RegistrationId registration) =>
        Choice(scope, registration) is { ShownByName: true, Declined: false };

    private static RecipientChoice? Choice(ConsentScope scope, RegistrationId registration)
    {
        RecipientChoice? found = null;
        foreach (RecipientChoice recipient in scope.Recipients)
            if (recipient.RegistrationId == registration && (found is null || recipient.Declined))
                found = recipient;
        return found;
    }

    private static bool NamesBody(Evaluation e, ConsentScope scope) =>
        Names(scope, e.Request.Recipient)
            || (e.Facts.Sender is { } sender && e.Recipient is { } recipient && sender.AgencyId == recipient.AgencyId);

    private static bool BoundElsewhere(Evaluation e)
    {
        foreach (string path in e.Request.Fields)
        {
            // Stage 1 and 2 material serves identification alone.
            if (path.StartsWith("nrm.", StringComparison.Ordinal) && e.Pathway!.Purpose != PurposeCodes.Nrmid)
                return true;
            foreach (PurposeBound bound in e.Case.PurposeBound)
                if (bound.Path == path && !bound.Purposes.Has(e.Pathway!.Purpose))
                    return true;
        }

        return false;
    }

    private static List<ConsentFinding> Standing(Evaluation e, Consent consent, ConsentScope scope)
    {
        var found = new List<ConsentFinding>();
        // Her own stop is told before somebody else's, and that before a defect: it is never shown as withdrawn by her when it was not.
        IReadOnlyList<Stop> stops = ConsentRules.Covering(
            consent, scope, SharingKeys.Of(consent, scope, e.Request.Recipient), e.Case.Stops);
        if (stops.FirstOrDefault(stop => stop.Defect is null) is not null)
            found.Add(new("state", ReasonKinds.ConsentWithdrawn, "R-043"));
        else if (stops.Count > 0)
            found.Add(new("state", stops[0].Defect!, Reason.FoundBad));
        if (!Names(scope, e.Request.Recipient))
            found.Add(new("recipients", ReasonKinds.ConsentRecipient, "R-003"));
        found.AddRange(ConsentRules.StandingAt(consent, e.Case, e.Policy.Profile, e.Present));
        if (scope.ValidFrom is { } from && e.Present < from)
            found.Add(new("validFrom", ReasonKinds.ConsentNone, "R-001"));
        if (scope.ValidUntil is { } until && e.Case.EndsBy(e.Present, consent.RecordedAs) >= until)
            found.Add(new("validUntil", ReasonKinds.ConsentExpired, "R-001"));
        if (e.RecipientForeign && !(scope.Countries.Has(e.Recipient!.Country) || scope.Countries.Has(e.Recipient.BodyOfState)))
            found.Add(new("countries", ReasonKinds.ConsentRecipient, "R-201"));
        // A permit on the one ground rests on a consent for that ground: one for the other ground is none, however new.
        if (e.Pathway!.Purpose == PurposeCodes.Perm && (e.Requires(PathwayCondition.CooperationChoice)
            ? (scope.PermitGround ?? e.Case.PermitAppliedOn) != "coOperation" : scope.PermitGround is not (null or "personal")))
            found.Add(new("permitGround", ReasonKinds.ConsentPurpose, "R-231"));
        return found;
    }

    // Standing beats waiting beats refused.
    private static int Rank(ConsentMatch match)
    {
        int rank = 0;
        foreach (ConsentFinding finding in match.Findings)
            rank = Math.Max(rank, finding.WaitsFor is null ? 2 : 1);
        return rank;
    }
}
