using System.Text.Json.Serialization;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// What a collected package holds.
/// </summary>
/// <remarks>For the API's document only: its text is written by <see cref="PackageWriter"/>, and passed on as bytes.</remarks>
/// <param name="Request">The sharing request.</param>
/// <param name="Holder">Registration that sent it.</param>
/// <param name="Recipient">Registration that it is for.</param>
/// <param name="ExpiresAt">Until when it can be collected again, exclusive.</param>
/// <param name="OnwardSharing">What the recipient may do with it, in a sentence.</param>
/// <param name="WithoutConsent">It was released on a ground of the law, not on a consent.</param>
/// <param name="Handle">The delivery, by the name under which it can be asked about.</param>
/// <param name="Pathway">Pathway id.</param>
/// <param name="Purpose">Purpose code: it serves nothing else.</param>
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
/// <param name="Path">Field path of the catalogue.</param>
/// <param name="Value">In words, or a date or a country.</param>
/// <param name="Codes">Codes of the field's closed lists.</param>
/// <param name="Parts">The parts that passed, by name.</param>
/// <param name="Items">The items of a list that passed.</param>
/// <param name="Notes">The writer's notes.</param>
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
/// <param name="Title">What the document is.</param>
/// <param name="Copy">A copy was seen, not the original.</param>
/// <param name="Date">Its date.</param>
public sealed record PackageSourceView(string Title, bool Copy, DateOnly? Date = null);

/// <summary>Grades and conditions that travel with every copy .</summary>
/// <param name="Conditions">What its originator demands beside the codes; null: nothing.</param>
/// <param name="Source">Grade of the source, S1 to S5.</param>
/// <param name="Content">Grade of the content, C1 to C5.</param>
/// <param name="Code">Dissemination code, H1 to H5.</param>
public sealed record PackageHandlingView(
    string? Source, string? Content, string? Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Conditions);
