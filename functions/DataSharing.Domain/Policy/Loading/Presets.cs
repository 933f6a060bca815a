namespace DataSharing.Domain.Policy.Loading;

/// <summary>Derives the field set of each purpose at each tier from the catalogue.</summary>
internal static class Presets
{
    private static readonly FrozenSet<string> Anyone = FrozenSet<string>.Empty;

    internal static FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> Derive(
        FrozenDictionary<string, Purpose> purposes, FrozenDictionary<string, PolicyField> fields,
        FrozenDictionary<string, FieldGroup> groups)
    {
        var presets = new Dictionary<(string, Tier), FrozenDictionary<string, FieldGrant>>();
        foreach (string purpose in purposes.Keys)
        {
            FieldGrant[] portion = fields.Values
                .SelectMany(
                    f => f.Portion.Where(r => r.Purposes.Contains(purpose)).Select(r => new FieldGrant(f, r.Limit, r.OnRequest, r.Actors)))
                .ToArray();
            PolicyField[] touched = portion.Where(g => !g.OnRequest).SelectMany(g => groups[g.Field.Group].Paths).Select(p => fields[p])
                .Distinct().ToArray();
            bool aggregates = purpose == PurposeCodes.Stat;
            presets[(purpose, Tier.Stat)] = Table(aggregates ? portion : []);
            presets[(purpose, Tier.Case)] = Table(aggregates ? [] : touched.Where(SurvivesCase).Select(Plain));
            presets[(purpose, Tier.Portion)] = Table(aggregates ? [] : portion);
            presets[(purpose, Tier.Full)] = Table(aggregates ? [] : touched.Where(LeavesTheFile).Select(Plain));
        }

        return presets.ToFrozenDictionary();
    }

    internal static FieldGrant Plain(PolicyField field) => new(field, null, false, Anyone);

    internal static bool SurvivesCase(PolicyField field) =>
        field.Case.Action is not (CaseAction.Drop or CaseAction.Aggregate) && !field.Never.Contains(NeverFlag.NeverLeaves);

    internal static bool LeavesTheFile(PolicyField field) =>
        field.Full is not (FullAudience.FileOnly or FullAudience.SuppressesEntry or FullAudience.SubjectAndReviewer or FullAudience.None)
        && !field.Never.Contains(NeverFlag.NeverLeaves);

    private static FrozenDictionary<string, FieldGrant> Table(IEnumerable<FieldGrant> grants) =>
        grants.ToFrozenDictionary(g => g.Field.Path, StringComparer.Ordinal);
}
