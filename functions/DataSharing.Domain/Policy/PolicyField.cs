namespace DataSharing.Domain.Policy;

/// <summary>One field of the catalogue: what a record may hold and how far it may go. Source: fields.md.</summary>
/// <param name="Path">Stable path, e.g. <c>identity.givenName</c>; its first segment is the group.</param>
/// <param name="Group">Id of the group.</param>
/// <param name="Meaning">What it means, for a reader.</param>
/// <param name="Marks">Why it is sensitive; never empty.</param>
/// <param name="Full">Audience at <see cref="Tier.Full"/>.</param>
/// <param name="Portion">Rules at <see cref="Tier.Portion"/>; empty means that it passes for no service. No purpose stands in two
/// rules.</param>
/// <param name="Case">Treatment at <see cref="Tier.Case"/>.</param>
/// <param name="Never">Never flags of the field and of its group together.</param>
/// <param name="Codes">Codes of its closed lists: the only part of a value that passes at <see cref="Tier.Case"/>. Empty: it has
/// none.</param>
/// <param name="Countries">Its codes may be countries as well.</param>
/// <param name="Answers">Coded answers from which a statement is made, each with what it states, e.g. <c>certain</c> with <c>yes</c>
/// . Empty: none is made.</param>
/// <param name="FreeText">The value itself is prose: below FULL it passes only as approved text .</param>
/// <param name="ChildOnly">Recorded for children (or persons treated as such) only.</param>
/// <param name="Note">A remark on the treatment, or null.</param>
/// <param name="Sources">Citations, letter:line.</param>
public sealed record PolicyField(
    string Path,
    string Group,
    string Meaning,
    FrozenSet<Mark> Marks,
    FullAudience Full,
    IReadOnlyList<PortionRule> Portion,
    CaseTreatment Case,
    FrozenSet<NeverFlag> Never,
    FrozenSet<string> Codes,
    bool Countries,
    FrozenDictionary<string, string> Answers,
    bool FreeText,
    bool ChildOnly,
    string? Note,
    string Sources)
{
    /// <summary>
    /// Whether a record may hold it. Not what the system makes for each delivery, and not what is only ever counted over many cases
    ///
    /// </summary>
    public bool IsKept => !IsAboutTheDelivery(Path) && Case.Action != CaseAction.Aggregate;

    /// <summary>The handle and the data about a delivery: made for each, and telling nothing of the person.</summary>
    public static bool IsAboutTheDelivery(string path) =>
        path is "identity.caseHandle" or "consent.scope" or "consent.lifetime" or "request.core";

    /// <summary>
    /// Whether a record may give this code: one of the field's closed lists or answers, or a country where it takes countries.
    /// </summary>
    public bool Takes(string code) =>
        Codes.Contains(code) || Answers.ContainsKey(code)
        || (Countries && code.Length == 2 && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1]));
}

/// <summary>A group of fields. Requesters are told of withheld groups by these ids, never of values .</summary>
/// <param name="Id">First path segment, e.g. <c>health</c>.</param>
/// <param name="Title">For a reader.</param>
/// <param name="Never">Flags that apply to each field of the group.</param>
/// <param name="Paths">Its fields, in catalogue order.</param>
/// <param name="Highest">Every mark in the group: the sensitivity of its free text .</param>
public sealed record FieldGroup(string Id, string Title, FrozenSet<NeverFlag> Never, IReadOnlyList<string> Paths, FrozenSet<Mark> Highest);
