namespace DataSharing.Domain.Policy;

/// <summary>A class of recipients that a handling code may name. Source: B:3125-3130; R-245.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Meaning">For a reader.</param>
/// <param name="Actors">Actor codes that can belong to the class; the recipient's State and safeguards decide further.</param>
public sealed record RecipientClass(string Id, string Meaning, FrozenSet<string> Actors);

/// <summary>A grade of the source (S1–S5) or of the content (C1–C5). Source: B:3076-3131.</summary>
/// <param name="Code">Code.</param>
/// <param name="Meaning">Meaning.</param>
public sealed record Grade(string Code, string Meaning);

/// <summary>A dissemination code (H1–H5).</summary>
/// <param name="Code">Code.</param>
/// <param name="Meaning">Meaning.</param>
/// <param name="Permits">Ids of the recipient classes it names. No code implies another: a class not named is refused.</param>
/// <param name="ReferToOriginator">A refusal points the requester to the originator .</param>
public sealed record HandlingCode(string Code, string Meaning, FrozenSet<string> Permits, bool ReferToOriginator);

/// <summary>
/// Grades and dissemination codes of intelligence items. An item without all three is not exchanged.
/// Source: fields.md, "Handling codes".
/// </summary>
/// <param name="Source">Source grades by code.</param>
/// <param name="Content">Content grades by code.</param>
/// <param name="Handling">Dissemination codes by code.</param>
/// <param name="Classes">Recipient classes by id.</param>
public sealed record HandlingCodes(
    FrozenDictionary<string, Grade> Source,
    FrozenDictionary<string, Grade> Content,
    FrozenDictionary<string, HandlingCode> Handling,
    FrozenDictionary<string, RecipientClass> Classes);
