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

/// <summary>Kinds of ground.</summary>
public static class OverrideGrounds
{
    /// <summary>Grounds (a) to (d): those on which one person may act first, marked urgent, and be confirmed afterwards .</summary>
    public static bool MayBeUrgent(this OverrideGround ground) => ground <= OverrideGround.ChildRecruiting;
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
/// <param name="OneOf">Groups of alternatives among <paramref name="Fields"/>: of each, only the first that is usable on the record
/// passes .</param>
/// <param name="Concerns">Risk rows among <paramref name="Fields"/>: the one that the claim names passes, or the first where it
/// names none; no other takes its place .</param>
/// <param name="OnRecord">Fields one of whose coded answers must state the ground's fact, where nothing else on record does; empty:
/// it stands elsewhere, or in the claim .</param>
/// <param name="OfAdult">Paths among <paramref name="Fields"/> that tell of the person herself: where she is an adult they pass only
/// if the claim weighed that the danger needs them .</param>
/// <param name="AsOrdered">The order or law names the fields; <paramref name="Fields"/> is then no more than what may be named.</param>
/// <param name="ChildRecipients">Recipients that may be added only where the person is a child.</param>
/// <param name="RiskExempt">Why it does not wait for a current risk assessment; null: it waits as any other sharing.</param>
/// <param name="Note">Remark, or null.</param>
/// <param name="Sources">Citations.</param>
public sealed record OverrideSet(
    string Id,
    OverrideGround Ground,
    FrozenSet<string> Recipients,
    FrozenSet<string> Fields,
    FrozenSet<string> Generalised,
    IReadOnlyList<IReadOnlyList<string>> OneOf,
    IReadOnlyList<string> Concerns,
    IReadOnlyList<string> OnRecord,
    FrozenSet<string> OfAdult,
    bool AsOrdered,
    FrozenSet<string> ChildRecipients,
    string? RiskExempt,
    string? Note,
    string Sources);
