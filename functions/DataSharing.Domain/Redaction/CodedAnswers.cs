using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// What a value states by a coded answer that was chosen as such. Words never state anything, whatever they say. Pure; no value makes
/// it throw. Source.
/// </summary>
public static class CodedAnswers
{
    /// <summary>Longest age at which a date of birth is taken for one, in years .</summary>
    public const int OldestAge = 120;

    /// <summary>
    /// The statement of the field's closed answers that the value makes, e.g. <c>yes</c>; null when it makes none: unknown, declined,
    /// not coded, or answers that contradict each other. A text counts only if it is one of the codes, letter by letter.
    /// </summary>
    public static string? Of(PolicyField field, FieldValue value)
    {
        if (!value.Answered || field.Answers.Count == 0)
            return null;
        string? stated = null;
        foreach (string code in value.Codes)
            if (code is not null && field.Answers.TryGetValue(code, out string? statement) && !Agrees(ref stated, statement))
                return null;
        if (value.Text is { } text && field.Answers.TryGetValue(text, out string? said) && !Agrees(ref stated, said))
            return null;
        return stated;
    }

    /// <summary>
    /// A day of the Gregorian calendar as <c>yyyy-MM-dd</c>, in Western digits and at a plausible age on
    /// <paramref name="asOf"/>; null: it is no date of birth.
    /// </summary>
    public static DateOnly? BirthDate(string? text, DateOnly asOf) =>
        text is { Length: 10 }
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly born)
            && born <= asOf && (asOf.Year - OldestAge, asOf.Month, asOf.Day).CompareTo((born.Year, born.Month, born.Day)) <= 0
            ? born
            : null;

    /// <summary>
    /// What rules may know of a record: usable paths, what is not coded, the coded answers on safety and on the facts of grounds,
    /// and items. Values of paths that are not in the catalogue are left out.
    /// </summary>
    /// <param name="asOf">The day on which age is judged.</param>
    public static RecordFacts FactsOf(PolicySet policy, IEnumerable<FieldValue> values, DateOnly asOf)
    {
        DateOnly? adult = null;
        var usable = new SortedSet<string>(StringComparer.Ordinal);
        var notCoded = new SortedSet<string>(StringComparer.Ordinal);
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var items = new List<RecordItemFacts>();
        foreach (FieldValue value in values)
        {
            if (!policy.Fields.TryGetValue(value.Path, out PolicyField? field) || !field.IsKept || !value.Answered)
                continue;
            usable.Add(value.Path);
            items.AddRange(value.Items.Select(item => new RecordItemFacts(value.Path, item.Id, [.. item.Never.Distinct().Order()])));
            if (field.Path == "identity.dateOfBirth" && BirthDate(value.Text, asOf) is { } born)
                adult = AdultFrom(born, policy.Profile.AgeOfMajority);
            if (field.Answers.Count == 0)
                continue;
            if (Of(field, value) is not { } stated)
                notCoded.Add(value.Path);
            else if (policy.Safety.Values.Any(pair => pair.Record.Contains(value.Path))
                || policy.Overrides.Values.Any(set => set.OnRecord.Contains(value.Path)))
                answers[value.Path] = stated;
        }

        return new RecordFacts
        {
            Usable = [.. usable],
            NotCoded = [.. notCoded],
            Answers = answers,
            ChildUntil = adult,
            Items = [.. items.OrderBy(i => i.Path, StringComparer.Ordinal).ThenBy(i => i.Id, StringComparer.Ordinal)],
        };
    }

    /// <summary>
    /// The first day on which somebody born then has completed so many years; for 29 February in a year without one, 1 March. Null: it
    /// lies beyond the calendar.
    /// </summary>
    internal static DateOnly? AdultFrom(DateOnly born, int years)
    {
        int year = born.Year + years;
        if (year > DateOnly.MaxValue.Year)
            return null;
        return born is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year)
            ? new DateOnly(year, 3, 1)
            : new DateOnly(year, born.Month, born.Day);
    }

    /// <summary>Whether somebody born then has completed so many years.</summary>
    internal static bool IsOver(DateOnly born, int years, DateOnly asOf) => AdultFrom(born, years) <= asOf;

    private static bool Agrees(ref string? stated, string statement)
    {
        if (stated is not null && stated != statement)
            return false;
        stated = statement;
        return true;
    }
}
