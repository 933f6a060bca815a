using System.Runtime.CompilerServices;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Decisions;

/// <summary>A pathway's field sets as sorted arrays: decisions list fields in one order, and enumerate without hashing.</summary>
internal sealed class PathwayPlan
{
    private static readonly ConditionalWeakTable<Pathway, PathwayPlan> Cache = [];
    private readonly Pathway _pathway;
    private readonly FrozenDictionary<string, FieldGrant> _full;
    private readonly FieldGrant[][] _byTier;
    private readonly FrozenDictionary<string, string> _refused;

    private PathwayPlan(Pathway pathway)
    {
        // FULL is never less than PORTION: what the purpose needs passes there too, under PORTION's own limits.
        _full = pathway.FieldsAt(Tier.Portion)
            .Concat(pathway.FieldsAt(Tier.Full))
            .GroupBy(g => g.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        _pathway = pathway;
        _byTier = [.. Enum.GetValues<Tier>().Order().Select(tier => GrantsAt(tier).Values
            .Where(g => !g.OnRequest)
            .OrderBy(g => g.Field.Path, StringComparer.Ordinal)
            .ToArray())];
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (MustRefuse refusal in pathway.Refusals)
            foreach (string path in refusal.Fields)
                refused.TryAdd(path, refusal.Kind);
        _refused = refused.ToFrozenDictionary(StringComparer.Ordinal);
    }

    internal static PathwayPlan Of(Pathway pathway) => Cache.GetValue(pathway, static p => new PathwayPlan(p));

    /// <summary>The grants by path at a tier.</summary>
    internal FrozenDictionary<string, FieldGrant> GrantsAt(Tier tier) =>
        tier == Tier.Full && _pathway.Ceiling == Tier.Full ? _full : _pathway.FieldsAt(tier);

    /// <summary>What passes when no field is named: the set less what passes on request only.</summary>
    internal FieldGrant[] DefaultsAt(Tier tier) => _byTier[(int)tier];

    /// <summary>The kind with which this pathway must refuse a field, or null.</summary>
    internal string? Refused(string path) => _refused.GetValueOrDefault(path);
}
