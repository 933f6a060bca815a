namespace DataSharing.Domain.Policy;

/// <summary>
/// The whole policy of one country, loaded and checked. Immutable and thread safe. Made only by <see cref="PolicyLoader"/>,
/// so whoever holds one holds a policy without unresolved references.
/// </summary>
public sealed class PolicySet
{
    private readonly FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> _presets;
    private readonly FrozenDictionary<string, SafetyPair> _guards;

    internal PolicySet(
        FrozenDictionary<(string Purpose, Tier Tier), FrozenDictionary<string, FieldGrant>> presets,
        FrozenDictionary<SafetyFact, SafetyPair> safety)
    {
        _presets = presets;
        Safety = safety;
        _guards = safety.Values.SelectMany(pair => pair.Withholds.Select(path => (Path: path, Pair: pair)))
            .DistinctBy(guard => guard.Path).ToFrozenDictionary(guard => guard.Path, guard => guard.Pair, StringComparer.Ordinal);
    }

    /// <summary>SHA-256 over all file names and bytes: <c>sha256:</c> and 64 hex digits. Decisions cite it.</summary>
    public required string Version { get; init; }

    /// <summary>Fields by path.</summary>
    public required FrozenDictionary<string, PolicyField> Fields { get; init; }

    /// <summary>Field groups by id.</summary>
    public required FrozenDictionary<string, FieldGroup> Groups { get; init; }

    /// <summary>What each limit lets through.</summary>
    public required FrozenDictionary<PortionLimit, LimitRule> Limits { get; init; }

    /// <summary>The facts on which safety rests, each once: where they stand and which answer is the cautious one .</summary>
    public FrozenDictionary<SafetyFact, SafetyPair> Safety { get; }

    /// <summary>Paths that are data of a task and tell nothing of the person: all that volunteers receive .</summary>
    public required FrozenSet<string> TaskData { get; init; }

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

    /// <summary>The fact on which the safety of a contact rests; null: the field is no contact that needs one.</summary>
    internal SafetyPair? GuardOf(string path) => _guards.GetValueOrDefault(path);

    /// <summary>
    /// What may pass for a purpose at a tier, before any pathway narrows it. STAT: aggregates, for the purpose STAT alone.
    /// CASE: the fields of the purpose's groups that survive de-personalisation. PORTION: the preset, with limits, and what
    /// passes on request. FULL: every field of those groups that leaves a file at all.
    /// </summary>
    /// <exception cref="KeyNotFoundException">Unknown purpose.</exception>
    public FrozenDictionary<string, FieldGrant> FieldsOf(string purpose, Tier tier) => _presets[(purpose, tier)];
}
