using System.Collections.Frozen;

namespace DataSharing.Domain.Policy;

/// <summary>
/// The whole policy of one country, loaded and checked. Immutable and thread safe. Made only by <see cref="PolicyLoader"/>,
/// so whoever holds one holds a policy without unresolved references.
/// </summary>
public sealed class PolicySet
{
    private readonly FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> presets;

    internal PolicySet(FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> presets) => this.presets = presets;

    /// <summary>SHA-256 over all file names and bytes: <c>sha256:</c> and 64 hex digits. Decisions cite it.</summary>
    public required string Version { get; init; }

    /// <summary>Fields by path.</summary>
    public required FrozenDictionary<string, PolicyField> Fields { get; init; }

    /// <summary>Field groups by id.</summary>
    public required FrozenDictionary<string, FieldGroup> Groups { get; init; }

    /// <summary>What each limit lets through.</summary>
    public required FrozenDictionary<PortionLimit, LimitRule> Limits { get; init; }

    /// <summary>Purposes by code.</summary>
    public required FrozenDictionary<string, Purpose> Purposes { get; init; }

    /// <summary>Actor types by code.</summary>
    public required FrozenDictionary<string, Actor> Actors { get; init; }

    /// <summary>Grades and dissemination codes.</summary>
    public required HandlingCodes HandlingCodes { get; init; }

    /// <summary>Override minimum sets by id.</summary>
    public required FrozenDictionary<string, OverrideSet> Overrides { get; init; }

    /// <summary>What a HOLD may wait for, by fact .</summary>
    public required FrozenDictionary<string, Hold> Holds { get; init; }

    /// <summary>Pathways by id.</summary>
    public required FrozenDictionary<string, Pathway> Pathways { get; init; }

    /// <summary>The national settings.</summary>
    public required NationalProfile Profile { get; init; }

    /// <summary>
    /// What may pass for a purpose at a tier, before any pathway narrows it. STAT: aggregates, for the purpose STAT alone.
    /// CASE: the fields of the purpose's groups that survive de-personalisation. PORTION: the preset, with limits, and what
    /// passes on request. FULL: every field of those groups that leaves a file at all.
    /// </summary>
    /// <exception cref="KeyNotFoundException">Unknown purpose.</exception>
    public FrozenDictionary<string, FieldGrant> FieldsOf(string purpose, Tier tier) => presets[(purpose, tier)];
}
