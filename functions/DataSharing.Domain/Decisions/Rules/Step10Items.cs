using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions.Rules;

/// <summary>
/// Step 10 for the single items of a list: what is suppressed, or flagged by its writer, is left out; the rest passes. Source:
///
/// </summary>
internal static class Step10Items
{
    /// <summary>Ids of the items that do not pass with a released field, sorted; null: all pass.</summary>
    internal static IReadOnlyList<string>? LeftOut(Evaluation e, FieldItem f)
    {
        if (e.Facts.Case is not { } subject)
            return null;
        SortedSet<string>? left = null;
        foreach (SuppressedPath entry in subject.Suppressed)
            if (entry.Item is { } item && entry.Path == f.Field.Path && Step10Never.StaysSuppressed(e, entry) is not null)
                (left ??= new(StringComparer.Ordinal)).Add(item);
        if (e.Facts.Record is { } record)
            foreach (RecordItemFacts item in record.Items)
                if (item.Never.Count > 0 && item.Path == f.Field.Path && Flagged(e, f, item.Never))
                    (left ??= new(StringComparer.Ordinal)).Add(item.Id);
        return left is null ? null : [.. left];
    }

    /// <summary>Whether the record holds the item, and others beside it that are not suppressed too.</summary>
    internal static bool CanLeaveOut(Evaluation e, string path, string item)
    {
        if (e.Facts.Record is not { } record)
            return false;
        (bool found, bool others) = (false, false);
        foreach (RecordItemFacts one in record.Items)
        {
            if (one.Path != path)
                continue;
            found |= one.Id == item;
            others |= !e.Case.Suppressed.Any(entry => entry.Path == path && entry.Item == one.Id);
        }

        return found && others;
    }

    // Judged as the field would be if the flags were its own; and what its writer says is another's goes only under that other's whole
    // mark, also in a field that holds no such items else.
    private static bool Flagged(Evaluation e, FieldItem f, IReadOnlyList<NeverFlag> flags)
    {
        if (flags.Contains(NeverFlag.Originator) && !Step7Originator.IsGraded(e, f.Field.Path))
            return true;
        FieldItem judged = f with { Field = f.Field with { Never = f.Field.Never.Concat(flags).ToFrozenSet() } };
        foreach (FieldRule? rule in Step7Originator.Rules.Concat(Step10Never.Rules))
            if (rule.Evaluate(e, judged) is not null)
                return true;
        return false;
    }
}
