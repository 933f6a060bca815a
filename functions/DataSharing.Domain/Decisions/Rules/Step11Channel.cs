using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 11: delivery only to official contact points checked beforehand. Source: R-083.</summary>
internal static class Step11Channel
{
    internal static readonly RequestRule[] Rules = [new(11, "R-083", Checked)];

    /// <summary>The desk the delivery goes to: the one named, or else the first checked, or else the first; null: it has none.</summary>
    internal static ContactDesk? Desk(Evaluation e)
    {
        if (e.Recipient is not { } recipient)
            return null;
        ContactDesk? first = null, ready = null;
        foreach (ContactDesk desk in recipient.Desks)
        {
            if (e.Request.RecipientDesk is { } wanted)
            {
                if (desk.Id == wanted)
                    return desk;
                continue;
            }

            if (!desk.CheckedAt(e.Now))
            {
                first ??= desk;
                continue;
            }

            // A concern for somebody's safety goes to the desk that takes such concerns, where there is one.
            if (desk.Safeguarding || !Concern(e))
                return desk;
            ready ??= desk;
        }

        return ready ?? first;
    }

    private static bool Concern(Evaluation e) => e.Duty || e.Request.Override is not null;

    private static Reason? Checked(Evaluation e)
    {
        // A person collects with her own verified account; only desks are addresses.
        if (e.Recipient is null || (e.Request.RecipientPerson is not null && e.Request.RecipientDesk is null))
            return null;
        if (Desk(e) is { } desk && desk.CheckedAt(e.Now))
            return null;
        // The first check of a desk may be waited for; a check that ran out, or no desk at all, is no address.
        return new(ReasonKinds.ChannelUnverified, "R-083", 11, Desk(e) is { CheckedUntil: null } ? HoldFacts.DeskChecked : null);
    }
}
