using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>How a withheld group shows to a requester. Source: design.md, "Who sees which reason".</summary>
public static class Shown
{
    /// <summary>She did not agree to it, or a rule of hers stands against it.</summary>
    public const string NotAgreed = "notAgreed";
    /// <summary>The purpose does not need it, or nothing of it is on record.</summary>
    public const string NotNeeded = "notNeeded";
    /// <summary>A rule that is not hers keeps it back.</summary>
    public const string NotPermitted = "notPermitted";

    /// <summary>
    /// Why nothing passes that passed before: the person or somebody else stopped it, or the consent was found bad.
    /// </summary>
    public const string SharingStopped = "sharingStopped";
}

/// <summary>All that the holder, its reviewers and its DPO see: everything.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="ReleasedGroups">Groups of which something passes; once there is a package, those of which something is in it.</param>
/// <param name="WithheldGroups">Groups of which something asked for does not, with the reason kinds.</param>
public sealed record HolderView(
    Decision Decision, string Digest, IReadOnlyList<string> ReleasedGroups, IReadOnlyList<WithheldGroup> WithheldGroups);

/// <summary>A group of which something is withheld.</summary>
/// <param name="Group">Group id.</param>
/// <param name="Reasons">Why: reason kinds for the holder; one of <see cref="Shown"/> or a visible kind for others.</param>
public sealed record WithheldGroup(string Group, IReadOnlyList<string> Reasons);

/// <summary>
/// What the asking or receiving agency sees. A neutral answer holds the outcome alone: equal, byte for byte but for ids, to
/// that for a case that does not exist.
/// </summary>
/// <param name="RequestId">The request.</param>
/// <param name="Outcome">Decision code.</param>
/// <param name="Reason">A visible kind (<c>consent.*</c>, <c>agreement.*</c>, <c>clock.*</c>), <see cref="Shown.NotPermitted"/>, or
/// null.</param>
/// <param name="ReleasedGroups">Groups released.</param>
/// <param name="WithheldGroups">Groups it asked for that are withheld; names, never values .</param>
/// <param name="Marker">A fixed marker the body is entitled to, e.g. <c>removalBarred</c>, or null.</param>
public sealed record RequesterView(
    RequestId RequestId,
    string Outcome,
    string? Reason,
    IReadOnlyList<string> ReleasedGroups,
    IReadOnlyList<WithheldGroup> WithheldGroups,
    string? Marker);

/// <summary>Makes the two views of one decision. What the survivor sees is made from consents and releases, where she asks.</summary>
public static class Views
{
    /// <summary>The holder's and its DPO's view.</summary>
    public static HolderView ForHolder(this Decision decision) =>
        new(decision, decision.Digest(), Released(decision), Withheld(decision, verdict => verdict.Reason));

    /// <summary>The requester's or recipient's view; both sides see the same.</summary>
    public static RequesterView ForRequester(this Decision decision)
    {
        if (decision.RemovalBarMarker)
            return new(decision.RequestId, WireCode.Of(DecisionKind.Refuse), ReasonKinds.ClockRemovalBar, [], [], "removalBarred");
        if (decision.NeutralToAsker)
            return Neutral(decision.RequestId);
        // One answer, whoever stopped it and why: only the holder and her own officer learn more.
        if (decision.Reason is { IsStop: true })
            return new(
                decision.RequestId, WireCode.Of(DecisionKind.Refuse), Shown.SharingStopped, [], Withheld(decision, _ => Shown.NotAgreed),
                null);
        // A group of which nothing was named by the requester stays unnamed: the view tells only about what was asked.
        return new(
            decision.RequestId,
            WireCode.Of(decision.Kind),
            decision.Reason is { } reason ? Visible(reason.Kind) : null,
            Released(decision),
            decision.Kind is DecisionKind.Refuse or DecisionKind.Hold ? [] : Withheld(decision, verdict => ShownAs(verdict.Reason!)),
            null);
    }

    /// <summary>The answer for a reference that leads nowhere; also every neutral answer.</summary>
    public static RequesterView Neutral(RequestId requestId) =>
        new(requestId, WireCode.Of(DecisionKind.Neutral), null, [], [], null);

    /// <summary>How a reason kind shows to a requester: itself where visible, else one of <see cref="Shown"/>.</summary>
    public static string Visible(string kind) =>
        kind.StartsWith("consent.", StringComparison.Ordinal)
        || kind.StartsWith("agreement.", StringComparison.Ordinal)
        || kind.StartsWith("clock.", StringComparison.Ordinal)
            ? kind
            : ShownAs(kind);

    private static string ShownAs(string kind) => kind switch
    {
        // What the record lacks tells something of it: an asker learns no more than that nothing of it goes.
        ReasonKinds.FieldNotNeeded or ReasonKinds.RecordMissing => Shown.NotNeeded,
        _ when kind.StartsWith("consent.", StringComparison.Ordinal) => Shown.NotAgreed,
        _ => Shown.NotPermitted,
    };

    private static List<string> Released(Decision decision)
    {
        var groups = new List<string>();
        foreach (FieldVerdict verdict in decision.Fields)
            if (decision.Sends(verdict) && !groups.Contains(verdict.Group))
                groups.Add(verdict.Group);
        return groups;
    }

    private static List<WithheldGroup> Withheld(Decision decision, Func<FieldVerdict, string?> show)
    {
        var byGroup = new List<(string Group, List<string> Reasons)>();
        foreach (FieldVerdict verdict in decision.Fields)
        {
            if (verdict.Released)
                continue;
            int at = byGroup.FindIndex(g => g.Group == verdict.Group);
            if (at < 0)
            {
                byGroup.Add((verdict.Group, []));
                at = byGroup.Count - 1;
            }

            if (show(verdict) is { } reason && !byGroup[at].Reasons.Contains(reason))
                byGroup[at].Reasons.Add(reason);
        }

        return [.. byGroup.Select(g => new WithheldGroup(g.Group, g.Reasons))];
    }
}
