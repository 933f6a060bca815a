namespace DataSharing.Domain.Policy;

/// <summary>
/// How much of a case may pass, ordered from least to most, so that the lowest of several ceilings is their minimum.
/// Source: D:4098-4102; rules.md section 0.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Tier>))]
public enum Tier
{
    /// <summary>Aggregates only: no row stands for one person.</summary>
    [JsonStringEnumMemberName("STAT")] Stat = 0,

    /// <summary>Case facts without personal data .</summary>
    [JsonStringEnumMemberName("CASE")] Case = 1,

    /// <summary>The part one service needs for its purpose, with the risks it must know to work safely .</summary>
    [JsonStringEnumMemberName("PORTION")] Portion = 2,

    /// <summary>The pathway's full set, only to FULL-eligible roles and by explicit choice; never flags still apply.</summary>
    [JsonStringEnumMemberName("FULL")] Full = 3,
}
