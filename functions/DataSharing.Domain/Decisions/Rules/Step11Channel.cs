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
        if (e.Recipient is not { } recipient) return null;
        ContactDesk? first = null;
        foreach (var desk in recipient.Desks)
        {
            if (e.Request.RecipientDesk is { } wanted)
            {
                if (desk.Id == wanted) return desk;
                continue;
            }

            if (desk.CheckedAt(e.Now)) return desk;
            first ??= desk;
        }

        return first;
    }

    private static Reason? Checked(Evaluation e)
    {
        // A person collects with her own verified account; only desks are addresses.
        if (e.Aggregate || e.Recipient is null || (e.Request.RecipientPerson is not null && e.Request.RecipientDesk is null)) return null;
        return Desk(e) is { } desk && desk.CheckedAt(e.Now) ? null : new(ReasonKinds.ChannelUnverified, "R-083", 11, HoldFacts.DeskChecked);
    }
}
