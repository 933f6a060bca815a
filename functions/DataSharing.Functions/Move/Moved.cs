using DataSharing.Functions.Keys;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Move;

/// <summary>What moves and what does not.</summary>
internal static class Moved
{
    /// <summary>
    /// Moved whole, but for the policy's gate, which each program makes for its own policy. Beside them, of the lists, only
    /// what waits for reviewers: every other list is made anew from the logs. Not moved: idempotency keys (a repeat meets the
    /// traces of the first try under the same id), sessions (people sign in again), throttle counters, positions and the
    /// agenda of retention, which is filled anew, so that what has ended is kept up to one retention period longer.
    /// </summary>
    public static readonly Container[] Containers = [
        Container.Registry,
        Container.Cases,
        Container.Requests,
        Container.Agencies,
        Container.Links,
    ];

    /// <summary>
    /// Without these, links and codes point nowhere, references are unknown and a repeated request counts as a new one. The
    /// secret behind the survivor page's throttle stays: its counters stay too.
    /// </summary>
    public static readonly KeyName[] Secrets = [KeyName.WithdrawalLinks, OpaqueIds.Secret, Idempotency.Secret];

    /// <summary>The target's key that an export is made for.</summary>
    public static readonly KeyName TransferKey = new("transfer");

    public static bool IsMoved(Partition partition) => partition != PolicyGateReader.Place;
}
