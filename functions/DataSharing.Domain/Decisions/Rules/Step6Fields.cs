using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Steps 4 and 6 for fields: what agreement and consent, or the override's minimum set, let through. Source,
///
/// </summary>
internal static class Step6Fields
{
    internal static readonly FieldRule[] Rules =
    [
        new(
            4, "R-085",
            static (e, f) => e.AgreementLine is { Groups: { Count: > 0 } groups } && e.Override is null && !groups.Has(f.Field.Group)
                ? ReasonKinds.AgreementMissing
                : null),
        new(6, "R-059", static (e, f) => e.Override is { } set && !InOverride(e, set, f.Field.Path) ? ReasonKinds.FieldNotNeeded : null),
        new(
            6, "R-272",
            static (e, f) => e.Override is not null && f.Field.Path != "identity.caseHandle" && !e.Usable(f.Field.Path)
                ? ReasonKinds.FieldNotNeeded
                : null),
        new(6, "R-015", static (e, f) => e.Scope is { } scope
            && (scope.Excluded.Covers(f.Field) || (scope.Included.Count > 0 && !scope.Included.Covers(f.Field) && !Process(f.Field)))
                ? ReasonKinds.ConsentScope
                : null),
        new(
            6, "R-029",
            static (e, f) => e.Scope is { DisclosureLevel: { } level } && LeftOut(e, level, f.Field.Path)
                ? ReasonKinds.ConsentScope
                : null),
        new(6, "R-194", static (e, f) => e.Override is null && Bound(e, f.Field.Path) ? ReasonKinds.ConsentPurpose : null),
        new(6, "R-202", static (e, f) => e is { Pathway.Purpose: PurposeCodes.Retn, Scope: { } scope }
            && f.Field.Group is "exploitation" or "health" && !(e.Scope?.ExpresslyChosen.Covers(f.Field) ?? false)
                ? ReasonKinds.ConsentScope
                : null),
        new(
            6, "R-263",
            static (e, f) => e.Override is null && e.Facts.Case is { PrivateToChild: { Count: > 0 } kept } && kept.Has(f.Field.Path)
                ? ReasonKinds.ConsentScope
                : null),
    ];

    // Handle and process data tell nothing about her, so a list of what may pass need not repeat them.
    private static bool Process(PolicyField field) =>
        field.Path == "identity.caseHandle" || field.Group is "consent" or "request" or "organisation";

    private static bool LeftOut(Evaluation e, string level, string path)
    {
        foreach (DisclosureLevel candidate in e.Pathway!.Levels)
            if (candidate.Id == level)
                return candidate.Without.Contains(path);
        // A level nobody defined cannot be carried out: the field stays.
        return true;
    }

    private static bool Bound(Evaluation e, string path)
    {
        if (e.Facts.Case is not { PurposeBound: { Count: > 0 } bounds })
            return false;
        for (int i = 0; i < bounds.Count; i++)
            if (bounds[i].Path == path)
                return !bounds[i].Purposes.Has(e.Pathway!.Purpose);
        return false;
    }

    internal static bool InOverride(Evaluation e, OverrideSet set, string path)
    {
        if (!set.Fields.Contains(path))
            return false;
        // An order names its fields exactly; so does a law that is reported under, through the request.
        if (e.Order is { } order)
            return order.Paths.Has(path);
        if (set.AsOrdered && !e.Request.Fields.Has(path))
            return false;
        // The adult's own part goes only where the danger itself needs it: asked for by name, and weighed.
        if (set.OfAdult.Contains(path) && !e.Child && !(e.Request.Fields.Has(path) && e.Request.Override!.WeighingReference is not null))
            return false;
        if (set.Concerns.Has(path))
            return path == Concern(e, set);
        foreach (IReadOnlyList<string> alternatives in set.OneOf)
            if (alternatives.Has(path))
                return path == FirstUsable(e, alternatives);
        // Urgent health is for urgent cases, unless it is what the claim is about.
        return path != "risk.acuteHealth" || e.Request.Override!.Urgent;
    }

    /// <summary>What the minimum set holds for this claim and the record does not answer .</summary>
    internal static List<string> Gaps(Evaluation e, OverrideSet set)
    {
        var gaps = new List<string>();
        foreach (string path in FieldJudge.Requested(e))
            if (InOverride(e, set, path) && !e.Usable(path))
                gaps.Add(path);
        if (e.Order is not null || set.AsOrdered)
            return gaps;
        foreach (IReadOnlyList<string> alternatives in set.OneOf)
            if (FirstUsable(e, alternatives) is null)
                gaps.AddRange(alternatives);
        if (Concern(e, set) is { } concern && !e.Usable(concern) && !gaps.Contains(concern))
            gaps.Add(concern);
        return gaps;
    }

    // The row the claim names, or that it asks for by name, or the set's first; no other takes its place.
    private static string? Concern(Evaluation e, OverrideSet set)
    {
        if (e.Request.Override!.Concern is { } named)
            return named;
        foreach (string row in set.Concerns)
            if (e.Request.Fields.Has(row))
                return row;
        return set.Concerns.Count > 0 ? set.Concerns[0] : null;
    }

    private static string? FirstUsable(Evaluation e, IReadOnlyList<string> alternatives)
    {
        foreach (string path in alternatives)
            if (e.Usable(path))
                return path;
        return null;
    }
}
