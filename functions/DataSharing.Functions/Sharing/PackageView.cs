using System.Text.Json.Serialization;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// What a collected package holds, for the API description only: its text is written by <see cref="PackageWriter"/>, sealed,
/// and passed on as bytes, never through this type.
/// </summary>
public sealed record PackageView(
    string Request,
    string Holder,
    string Recipient,
    DateTimeOffset ExpiresAt,
    string OnwardSharing,
    bool WithoutConsent,
    string Handle,
    string Pathway,
    string Purpose,
    Tier Tier,
    IReadOnlyList<PackageFieldView> Fields,
    PackageLetterView? Letter = null);

/// <summary>The letter, word for word as the person approved it.</summary>
/// <param name="Text">The letter.</param>
/// <param name="Language">The language it is written in.</param>
/// <param name="ReadBy">Staff id of the holder's person who read it to her.</param>
/// <param name="ReadIn">The language it was read to her in.</param>
/// <param name="ReadAt">When she approved it.</param>
public sealed record PackageLetterView(string Text, string Language, string ReadBy, string ReadIn, DateTimeOffset ReadAt);

/// <summary>One field of a package, after treatment.</summary>
public sealed record PackageFieldView(
    string Path,
    ValueState? State = null,
    string? Value = null,
    IReadOnlyList<string>? Codes = null,
    IReadOnlyDictionary<string, string>? Parts = null,
    IReadOnlyList<string>? Items = null,
    string? Notes = null,
    PackageSourceView? Source = null,
    PackageHandlingView? Handling = null);

/// <summary>The document behind a field.</summary>
public sealed record PackageSourceView(string Title, bool Copy, DateOnly? Date = null);

/// <summary>Grades and conditions that travel with every copy .</summary>
/// <param name="Conditions">What its originator demands beside the codes; null: nothing.</param>
public sealed record PackageHandlingView(
    string? Source, string? Content, string? Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Conditions);
