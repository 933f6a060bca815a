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
        ConsentMatch? best = null;
        var fallback = Absent(ReasonKinds.ConsentNone, "R-001");
        var fallbackRank = 0;
        foreach (var consent in e.Facts.Consents)
        {
            if (consent.CaseId != e.Case.Id || consent.State == ConsentState.Superseded) continue;
            foreach (var scope in consent.Scopes)
            {
                if (consent.Purpose == e.Pathway!.Purpose && Names(scope, e.Request.Recipient))
                {
                    if (scope.Pathway == e.Pathway.Id)
                    {
                        var match = new ConsentMatch(consent, scope, Standing(e, consent, scope));
                        if (best is null || Better(match, best)) best = match;
                    }
                    else Fall(4, ReasonKinds.ConsentScope, "R-001");
                }
                else if (consent.State.Usable()) Near(e, consent, scope, Fall);
            }
        }

        return best ?? fallback;

        // The nearest miss tells the holder most about what to ask the survivor.
        void Fall(int rank, string kind, string rule)
        {
            if (rank <= fallbackRank) return;
            fallbackRank = rank;
            fallback = Absent(kind, rule);
        }
    }

    private static void Near(Evaluation e, Consent consent, ConsentScope scope, Action<int, string, string> fall)
    {
        if (consent.Purpose == e.Pathway!.Purpose) fall(3, ReasonKinds.ConsentRecipient, "R-001");
        // The same body, for another purpose: being one ministry or one agency changes nothing.
        else if (NamesBody(e, scope) || BoundElsewhere(e)) fall(2, ReasonKinds.ConsentPurpose, "R-194");
        // A flow to police is never assumed from a consent for a service.
        else if (e.RecipientEnforces) fall(1, ReasonKinds.ConsentRecipient, "R-094");
    }

    private static ConsentMatch Absent(string kind, string rule) => new(null, null, [new ConsentFinding("", kind, rule)]);

    internal static bool Names(ConsentScope scope, string registration)
    {
        foreach (var recipient in scope.Recipients)
            if (recipient.RegistrationId == registration) return recipient is { ShownByName: true, Declined: false };
        return false;
    }

    private static bool NamesBody(Evaluation e, ConsentScope scope) =>
        Names(scope, e.Request.Recipient) || (e.Facts.Sender is { } sender && e.Recipient is { } recipient && sender.AgencyId == recipient.AgencyId);

    private static bool BoundElsewhere(Evaluation e)
    {
        foreach (var path in e.Request.Fields)
        {
            // Stage 1 and 2 material serves identification alone.
            if (path.StartsWith("nrm.", StringComparison.Ordinal) && e.Pathway!.Purpose != PurposeCodes.Nrmid) return true;
            foreach (var bound in e.Case.PurposeBound)
                if (bound.Path == path && !bound.Purposes.Has(e.Pathway!.Purpose)) return true;
        }

        return false;
    }

    private static List<ConsentFinding> Standing(Evaluation e, Consent consent, ConsentScope scope)
    {
        var found = new List<ConsentFinding>();
        var agreed = ConsentRules.AgreedAt(consent);
        foreach (var stop in e.Case.Stops)
            if (stop.Covers(consent.Id, scope.Id, agreed))
            {
                found.Add(new("state", ReasonKinds.ConsentWithdrawn, "R-043"));
                break;
            }

        found.AddRange(ConsentRules.StandingAt(consent, e.Case, e.Policy.Profile, e.Now));
        if (scope.ValidFrom is { } from && e.Now < from) found.Add(new("validFrom", ReasonKinds.ConsentNone, "R-001"));
        if (scope.ValidUntil is { } until && e.Now >= until) found.Add(new("validUntil", ReasonKinds.ConsentExpired, "R-001"));
        if (e.RecipientForeign && !(scope.Countries.Has(e.Recipient!.Country) || scope.Countries.Has(e.Recipient.BodyOfState)))
            found.Add(new("countries", ReasonKinds.ConsentRecipient, "R-201"));
        // A permit on the co-operation ground rests on a consent for that ground: one for the other ground is none, however new.
        if (e.Pathway!.Purpose == PurposeCodes.Perm && e.Requires(PathwayCondition.CooperationChoice) && (scope.PermitGround ?? e.Case.PermitAppliedOn) != "coOperation")
            found.Add(new("permitGround", ReasonKinds.ConsentPurpose, "R-231"));
        return found;
    }

    // Standing beats waiting beats refused; among equals the newer agreement speaks.
    private static bool Better(ConsentMatch one, ConsentMatch other)
    {
        var (a, b) = (Rank(one), Rank(other));
        return a != b
            ? a < b
            : ConsentRules.AgreedAt(one.Consent!) > ConsentRules.AgreedAt(other.Consent!)
              || (ConsentRules.AgreedAt(one.Consent!) == ConsentRules.AgreedAt(other.Consent!)
                  && string.CompareOrdinal(one.Consent!.Id, other.Consent!.Id) > 0);
    }

    private static int Rank(ConsentMatch match)
    {
        var rank = 0;
        foreach (var finding in match.Findings) rank = Math.Max(rank, finding.WaitsFor is null ? 2 : 1);
        return rank;
    }
}
