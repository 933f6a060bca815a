using System.Text.RegularExpressions;

namespace DataSharing.Functions.Consents;

/// <summary>Findings of the domain as defects of a body: where, what, the reason kind and the rule.</summary>
internal static partial class ConsentDefects
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["R-001"] = "a consent says who gets what, and for how long",
        ["R-003"] = "a consent is for one purpose, with pathways of that purpose and recipients shown one by one",
        ["R-004"] = "risks, consequences and alternatives are explained in a language that is fully understood",
        ["R-005"] = "who explained it, when and in which language is on record",
        ["R-006"] = "the consent is kept in a form that can be retrieved",
        ["R-008"] = "confidentiality is explained first, with a notice",
        ["R-009"] = "time to reflect is given between explanation and answer, unless an urgent risk is on record",
        ["R-012"] = "a consent is reviewed within the national interval",
        ["R-013"] = "nobody unvetted or controlling is present, and there is no pressure",
        ["R-015"] = "fields and groups are those of the catalogue",
        ["R-016"] = "a consent was given, and signed or affirmed",
        ["R-023"] = "the whole set of a pathway is chosen expressly",
        ["R-029"] = "the disclosure level is one of the pathway's",
        ["R-047"] = "it is told that an opened criminal case may go on after a withdrawal",
        ["R-050"] = "what was stopped is agreed afresh: an answer from before the stop does not count",
        ["R-117"] = "the interpreter is vetted and speaks the language of the explanation",
        ["R-118"] = "the interpreter is no relative, friend or associate",
        ["R-122"] = "an interpreter for a child is trained for children",
        ["R-123"] = "an interpreter from the own community is the person's wish",
        ["R-128"] = "while the age is in doubt the rules for children apply",
        ["R-129"] = "for a child the guardian consents and the child's own answer is on record",
        ["R-130"] = "only the guardian in force signs; a guardian advocate supports",
        ["R-132"] = "a guardian who is implicated, or whose part is unclear, cannot consent",
        ["R-140"] = "at majority the guardian's consent ends",
        ["R-144"] = "a child is informed in a way that fits the age",
        ["R-148"] = "capacity for this very decision is on record",
        ["R-204"] = "silence, non-self-incrimination, non-co-operation and the procedure are explained",
        ["R-190"] = "a ground belongs to a permit alone",
        ["R-231"] = "the ground is the pathway's: personal or coOperation",
        ["R-234"] = "an appointed guardian consents for a child",
        ["R-235"] = "a child's no holds the consent",
        ["R-246"] = "a recording stands for writing where there is a need for it and it was said back in own words",
    };

    // What one rule says of one member, where the rule's own words would leave the reader to guess.
    private static string WordsOf(ConsentFinding finding) => (finding.RuleId, finding.Path[(finding.Path.LastIndexOf('.') + 1)..]) switch
    {
        ("R-016", "givenAt") => "it lies ahead of the present: a consent is recorded after it was given",
        ("R-003", "purpose") => "there is no such purpose",
        ("R-003", "pathway") => "there is no such pathway, or it is none of this purpose",
        ("R-005", "explainedAt") => "it is explained before she agrees, and when is on record",
        ("R-264", "declined") => "the same consent says both yes and no to this recipient for the same sharing: keep the one that she said",
        _ => Words.GetValueOrDefault(finding.RuleId, "the consent lacks this element"),
    };

    public static ProblemItem Of(ConsentFinding finding) => new(Pointer(finding.Path), WordsOf(finding), finding.Kind, finding.RuleId);

    /// <summary>As <see cref="Of(ConsentFinding)"/>; where a stop is to be named, it says which.</summary>
    public static ProblemItem Of(ConsentFinding finding, Stop? toName) =>
        !finding.Path.StartsWith("afterStop", StringComparison.Ordinal) ? Of(finding)
        : new ProblemItem(
            Pointer(finding.Path),
            finding.Kind == ReasonKinds.ConsentWithdrawn && toName is not null
                ? $"sharing was stopped: it must have been given after {toName.Id}, and name it"
                : "the case has no such stop",
            finding.Kind,
            finding.RuleId);

    /// <summary><c>scopes[0].recipients[1].shownByName</c> as an RFC 6901 pointer.</summary>
    public static string Pointer(string path) => "/" + Index().Replace(path, "/$1").Replace('.', '/');

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Index();
}
