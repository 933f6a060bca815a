using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace DataSharing.Domain.Policy;

/// <summary>The closed list of grounds for sharing without consent. Source: R-055.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverrideGround>))]
public enum OverrideGround
{
    /// <summary>(a) Imminent danger to the survivor or others.</summary>
    [JsonStringEnumMemberName("danger")] Danger,

    /// <summary>(b) Imminent self-harm or acute incapacity.</summary>
    [JsonStringEnumMemberName("selfHarmOrIncapacity")] SelfHarmOrIncapacity,

    /// <summary>(c) A child's safety.</summary>
    [JsonStringEnumMemberName("childSafety")] ChildSafety,

    /// <summary>(d) A child found recruiting others.</summary>
    [JsonStringEnumMemberName("childRecruiting")] ChildRecruiting,

    /// <summary>(e) Mandated crime reporting.</summary>
    [JsonStringEnumMemberName("mandatedReport")] MandatedReport,

    /// <summary>(f) A victim held in detention.</summary>
    [JsonStringEnumMemberName("detention")] Detention,

    /// <summary>(g) A binding court or legal order.</summary>
    [JsonStringEnumMemberName("courtOrder")] CourtOrder,
}

/// <summary>
/// The most that may pass under an override, whatever the purpose presets say; each item only if known and needed
/// . Source: fields.md, "Override minimum sets".
/// </summary>
/// <param name="Id">Stable id; several sets may share a ground.</param>
/// <param name="Ground">The ground it rests on.</param>
/// <param name="Recipients">Actor codes able to act: one of them receives.</param>
/// <param name="Fields">Paths that may pass.</param>
/// <param name="Generalised">Paths among <paramref name="Fields"/> that pass only generalised as at CASE, where the law allows it.</param>
/// <param name="OneOf">Groups of alternatives among <paramref name="Fields"/>: of each, only the first that is usable passes.</param>
/// <param name="AsOrdered">The order or law names the fields; <paramref name="Fields"/> is then no more than what may be named.</param>
/// <param name="ChildRecipients">Recipients that may be added only where the person is a child.</param>
/// <param name="Note">Remark, or null.</param>
/// <param name="Sources">Citations.</param>
public sealed record OverrideSet(
    string Id,
    OverrideGround Ground,
    FrozenSet<string> Recipients,
    FrozenSet<string> Fields,
    FrozenSet<string> Generalised,
    IReadOnlyList<IReadOnlyList<string>> OneOf,
    bool AsOrdered,
    FrozenSet<string> ChildRecipients,
    string? Note,
    string Sources);
