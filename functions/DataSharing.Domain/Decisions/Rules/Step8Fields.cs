using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>Step 8 for fields: a way to reach her that was not found safe is told to nobody. Source: .</summary>
internal static class Step8Fields
{
    internal static readonly FieldRule[] Rules =
    [
        new(
            8, "R-052",
            static (e, f) => f.Field.Path == "contact.safeChannel" && e.Facts.Case is { SurvivorChannel: not ChannelState.Safe }
                && e.Order is null
            ? ReasonKinds.ChannelUnsafe
            : null),
    ];
}
