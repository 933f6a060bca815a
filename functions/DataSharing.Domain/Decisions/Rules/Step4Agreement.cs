using DataSharing.Domain.Agreements;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 4: an agreement in force that covers the pathway. Source: .</summary>
internal static class Step4Agreement
{
    internal static readonly RequestRule[] Rules =
    [
        new(4, "R-085", InForce),
        new(4, "R-201", Safeguards),
    ];

    private static Reason? InForce(Evaluation e)
    {
        if (e.Pathway is null)
            return null;
        AgreementStanding best = AgreementStanding.Missing;
        foreach (Agreement agreement in e.Facts.Agreements)
        {
            AgreementStanding standing = agreement.InForceAt(e.Now, e.Pathway.Id, e.Request.Sender, e.Request.Recipient);
            if (standing > best)
                best = standing;
            if (standing != AgreementStanding.InForce)
                continue;
            e.Agreement = agreement;
            e.AgreementLine = agreement.LineFor(e.Pathway.Id, e.Request.Sender, e.Request.Recipient);
            return null;
        }

        // Danger to life and the duty towards a child do not wait for paper; the reviewer sees the gap.
        if (e.Duty || e.Request.Override is not null)
        {
            e.Flags.Add(DecisionFlags.AgreementWaived);
            return null;
        }

        return best == AgreementStanding.Lapsed
            ? new(ReasonKinds.AgreementLapsed, "R-086", 4)
            : new(ReasonKinds.AgreementMissing, "R-085", 4);
    }

    private static Reason? Safeguards(Evaluation e)
    {
        if (!e.RecipientForeign || e.Request.Override is not null)
            return null;
        // A diplomatic post in this country is bound by the law of its own State.
        string state = e.Recipient!.BodyOfState ?? e.Recipient.Country;
        return e.Policy.Profile.ForeignSafeguards.ContainsKey(state) || !string.IsNullOrWhiteSpace(e.Agreement?.ForeignSafeguards)
            ? null
            : new(ReasonKinds.AgreementMissing, "R-201", 4);
    }
}
