namespace DataSharing.Domain.Policy;

/// <summary>
/// A fact on which safety rests and that may stand in two places: among the case's facts and, as a coded answer, in the
/// record. Source: R-280.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<SafetyFact>))]
public enum SafetyFact
{
    /// <summary>The phone number on file is safe to use.</summary>
    [JsonStringEnumMemberName("phoneSafe")] PhoneSafe,

    /// <summary>The e-mail address on file is safe to use.</summary>
    [JsonStringEnumMemberName("emailSafe")] EmailSafe,

    /// <summary>Letters to the correspondence address are safe.</summary>
    [JsonStringEnumMemberName("lettersSafe")] LettersSafe,

    /// <summary>Adult, child, or in doubt.</summary>
    [JsonStringEnumMemberName("age")] Age,

    /// <summary>Whether a parental guardian is in conflict with the child.</summary>
    [JsonStringEnumMemberName("guardian")] Guardian,

    /// <summary>The person is held in custody.</summary>
    [JsonStringEnumMemberName("custody")] Custody,

    /// <summary>The person's choice on co-operation with the authorities.</summary>
    [JsonStringEnumMemberName("cooperation")] Cooperation,

    /// <summary>Whether the family is dangerous to the person, for tracing and reunification .</summary>
    [JsonStringEnumMemberName("familyDanger")] FamilyDanger,

    /// <summary>Removal is barred: a reflection period, or identification that is not over, appeal included .</summary>
    [JsonStringEnumMemberName("removalBar")] RemovalBar,
}

/// <summary>Where one fact stands, and which of its answers is the cautious one. Source: R-280.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Record">Fields of the record whose coded answers state it; empty: it stands among the facts alone.</param>
/// <param name="Cautious">Every answer that any place may give, the most cautious first: of two places the earlier one counts.</param>
/// <param name="BothSayYes">The record must say yes too: an answer that is missing, unknown, declined or not coded is none.</param>
/// <param name="Withholds">The contacts that pass only where the fact says yes; on an override, where it is not contradicted.</param>
/// <param name="Source">The rules it comes from.</param>
public sealed record SafetyPair(
    SafetyFact Fact, IReadOnlyList<string> Record, IReadOnlyList<string> Cautious, bool BothSayYes, FrozenSet<string> Withholds,
    string Source);
