using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>Verdicts on all fields of one request.</summary>
/// <param name="Verdicts">One for each field.</param>
/// <param name="Released">How many pass and have something on record to send .</param>
/// <param name="Partial">Something that was asked for, or that her choice or a lock took out of the pathway's set, is withheld.</param>
/// <param name="FirstReason">The most specific reason for what is withheld, or null.</param>
internal readonly record struct Judged(FieldVerdict[] Verdicts, int Released, bool Partial, Reason? FirstReason);

/// <summary>Judges the fields of a request on their paths, before any value is read.</summary>
internal static class FieldJudge
{
    /// <summary>The fields asked for, each once, in the order asked; the pathway's set, sorted, when none was named.</summary>
    internal static IReadOnlyList<string> Requested(Evaluation e)
    {
        if (e.Request.Fields.Count > 0)
        {
            var paths = new List<string>(e.Request.Fields.Count);
            foreach (string path in e.Request.Fields)
                if (!paths.Contains(path))
                    paths.Add(path);
            return paths;
        }

        if (e.Override is { } set)
            return [.. set.Fields.Where(path => Rules.Step6Fields.InOverride(e, set, path)).Order(StringComparer.Ordinal)];
        if (e.Pathway is null)
            return [];
        Tier tier = e.Tier == default ? e.Pathway.Ceiling : e.Tier;
        return Array.ConvertAll(e.Plan.DefaultsAt(tier), static g => g.Field.Path);
    }

    internal static Judged Judge(RuleTable rules, Evaluation e)
    {
        bool named = e.Request.Fields.Count > 0;
        IReadOnlyList<string> paths = Requested(e);
        FrozenDictionary<string, FieldGrant> grants = e.Plan.GrantsAt(e.Tier);
        var verdicts = new FieldVerdict[paths.Count];
        int released = 0;
        bool partial = false;
        Reason? first = null;
        for (int i = 0; i < verdicts.Length; i++)
        {
            if (!e.Policy.Fields.TryGetValue(paths[i], out PolicyField? field))
            {
                verdicts[i] = new(paths[i], Treatment.None, null, null, ReasonKinds.FieldNotNeeded, "R-024");
                partial = true;
                continue;
            }

            var item = new FieldItem(field, grants.GetValueOrDefault(field.Path), named);
            Reason? reason = First(rules, e, item) ?? (Told(e, item) is { } other ? First(rules, e, other) : null);
            verdicts[i] = reason is null
                ? Release(e, item) with { Without = Rules.Step10Items.LeftOut(e, item) }
                : new(field.Path, Treatment.None, null, null, reason.Kind, reason.RuleId);
            if (reason is null)
            {
                if (HasContent(e, field.Path, named))
                    released++;
                continue;
            }

            partial |= named || Counts(reason.Kind, reason.RuleId);
            if (first is null || Weight(reason) < Weight(first))
                first = reason;
        }

        return new(verdicts, released, partial, first);
    }

    // A handle and data about the delivery are no content of their own, unless they are what was asked for.
    private static bool HasContent(Evaluation e, string path, bool named) =>
        PolicyField.IsAboutTheDelivery(path) ? named : e.Usable(path);

    // A value that would be told from another field's answer is judged as that one too: what is suppressed, excluded or graded there
    // does not leave under another name.
    private static FieldItem? Told(Evaluation e, FieldItem item) =>
        (e.Override is { } set ? set.Generalised.Contains(item.Field.Path) : e.Tier == Tier.Case)
        && item.Field.Case.Generaliser is { } by && GeneraliserAnswers.ToldBy(by) is { } other
            ? new FieldItem(e.Policy.Fields[other], item.Grant, item.Named)
            : null;

    private static Reason? First(RuleTable rules, Evaluation e, FieldItem item)
    {
        IReadOnlyList<FieldRule> list = rules.Fields;
        for (int i = 0; i < list.Count; i++)
        {
            FieldRule rule = list[i];
            try
            {
                if (rule.Evaluate(e, item) is { } kind)
                    return new Reason(kind, rule.Id, rule.Step);
            }
            catch (Exception inner)
            {
                throw new FieldFaultException(rule.Step, rule.Id, inner);
            }
        }

        return null;
    }

    // When no field was named, the pathway's own narrowing is no cut; her choices and the locks on single items are.
    private static bool Counts(string kind, string rule) => kind switch
    {
        ReasonKinds.ConsentScope => rule == "R-015",
        ReasonKinds.OriginatorCode => rule != "R-157", // An ungraded item is not one to exchange yet.
        ReasonKinds.AgreementMissing or ReasonKinds.AuthoritySpecial or ReasonKinds.RecordSuppressed or ReasonKinds.ConsentPurpose => true,
        _ => false,
    };

    // Earlier steps speak first; that a field is not needed says least.
    private static int Weight(Reason reason) => reason.Kind == ReasonKinds.FieldNotNeeded ? 100 : reason.Step;

    private static FieldVerdict Release(Evaluation e, FieldItem item)
    {
        PolicyField field = item.Field;
        if (field.Path == "identity.caseHandle")
            return new(field.Path, Treatment.NewHandle, null, null, null, "R-026");
        if (e.Override is { } set)
        {
            if (set.Generalised.Contains(field.Path) && field.Case.Generaliser is { } coarser)
                return new(field.Path, Treatment.Generalised, null, coarser, null, "R-059");
            return e.Order is null
                && PartLimit(e, e.Policy.FieldsOf(e.Pathway!.Purpose, Tier.Portion).GetValueOrDefault(field.Path)) is { } part
                ? new(field.Path, Treatment.Limited, part, null, null, "R-059")
                : new(field.Path, Treatment.AsIs, null, null, null, "R-059");
        }

        if (e.Tier == Tier.Case)
            return field.Case switch
            {
                { Action: CaseAction.Generalise, Generaliser: { } generaliser } => new(
                    field.Path, Treatment.Generalised, null, generaliser, null, "R-026"),
                { Action: CaseAction.Pseudonymise } => new(field.Path, Treatment.NewHandle, null, null, null, "R-026"),
                _ => new(field.Path, Treatment.AsIs, null, null, null, "R-026"),
            };
        if (item.Grant?.Limit is { } limit && e.Policy.Limits[limit].Mode != LimitMode.Condition)
            return new(field.Path, Treatment.Limited, limit, null, null, "R-024");
        return new(field.Path, Treatment.AsIs, null, null, null, e.Tier == Tier.Full ? "R-023" : "R-024");
    }

    private static PortionLimit? PartLimit(Evaluation e, FieldGrant? grant) =>
        grant?.Limit is { } limit && e.Policy.Limits[limit].Mode == LimitMode.Part ? limit : null;
}
