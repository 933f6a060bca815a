using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>What a generaliser may know beside the value.</summary>
/// <param name="AsOf">The day on which age is judged.</param>
/// <param name="Majority">Age of majority, in years.</param>
/// <param name="Age">The age status on record on that day: nothing is derived against it .</param>
/// <param name="Interpreter">What the record's coded answer states on whether an interpreter is needed: <c>yes</c>, <c>no</c> or
/// null.</param>
/// <param name="Tier">The delivery's tier.</param>
internal readonly record struct Beside(DateOnly AsOf, int Majority, AgeStatus Age, string? Interpreter, Tier Tier);

/// <summary>
/// Makes one value coarser. Deterministic; a value that cannot be generalised safely gives null and is dropped, and none throws.
/// Statements come from coded answers alone. Source: fields.md, column CASE.
/// </summary>
internal static class Generalisers
{
    // Outside these years a date is a slip, or one of another calendar: its year would say something untrue.
    private const int FirstYear = 1900, LastYear = 2199;

    /// <summary>The coarser value, or null.</summary>
    internal static string? Apply(Generaliser generaliser, PolicyField field, FieldValue value, Beside beside) => generaliser switch
    {
        Generaliser.TierOnly => WireCode.Of(beside.Tier),
        _ when !value.Answered => null,
        Generaliser.AdultOrChild => AdultOrChild(field, value, beside),
        Generaliser.RegionOfWorld => WorldRegions.Of(Country(value)),
        Generaliser.RouteRegion => Route(value),
        Generaliser.Region => Part(value, "region"),
        Generaliser.District => Part(value, "district"),
        Generaliser.Year => Dates(value.Text, static d => d.Year.ToString("0000", CultureInfo.InvariantCulture)),
        Generaliser.Quarter => Dates(
            value.Text, static d => string.Create(CultureInfo.InvariantCulture, $"{d.Year:0000}-Q{((d.Month - 1) / 3) + 1}")),
        Generaliser.YesNo => CodedAnswers.Of(field, value) is "yes" or "no" ? CodedAnswers.Of(field, value) : null,
        Generaliser.Count => value.Items.Count > 0 ? value.Items.Count.ToString(CultureInfo.InvariantCulture) : null,
        Generaliser.InterpretationNeeded => beside.Interpreter is "yes" or "no" ? beside.Interpreter : null,
        Generaliser.HeldByAnother => CodedAnswers.Of(field, value) == "another" ? "held by another" : null,
        Generaliser.FamilyMember => CodedAnswers.Of(field, value) == "yes" ? "family member" : null,
        _ => Terms(field, value),
    };

    // While age is in doubt the person is treated as a child, and nobody is called an adult.
    private static string? AdultOrChild(PolicyField field, FieldValue value, Beside beside)
    {
        string? derived = CodedAnswers.Of(field, value)
            ?? (CodedAnswers.BirthDate(value.Text, beside.AsOf) is { } born
                ? CodedAnswers.IsOver(born, beside.Majority, beside.AsOf)
                ? "adult"
                : "child"
                : null);
        return derived == (beside.Age == AgeStatus.Adult ? "adult" : "child") ? derived : null;
    }

    private static string? Country(FieldValue value) =>
        value.Parts.TryGetValue("country", out string? part) ? part : value.Codes.Count == 1 ? value.Codes[0] : value.Text;

    // One country that cannot be placed drops the whole route: a gap would tell where it was.
    private static string? Route(FieldValue value)
    {
        var regions = new List<string>();
        foreach (string country in value.Codes)
        {
            if (WorldRegions.Of(country) is not { } region)
                return null;
            if (regions.Count == 0 || regions[^1] != region)
                regions.Add(region);
        }

        return regions.Count == 0 ? null : string.Join(" > ", regions);
    }

    // A name of a region or district is given as its own part by who recorded it; nothing is cut out of an address.
    private static string? Part(FieldValue value, string name) =>
        value.Parts.TryGetValue(name, out string? part) && part is { Length: > 0 and <= 60 }
            && !part.Any(c => char.IsDigit(c) || char.IsNumber(c) || c is ',' or '\n' or '\r')
            ? part
            : null;

    private static string? Dates(string? text, Func<DateOnly, string> coarser)
    {
        if (text is not { Length: <= 21 })
            return null;
        string[] ends = text.Split('/');
        if (ends.Length > 2)
            return null;
        var made = new List<string>();
        foreach (string end in ends)
        {
            if (!TryDate(end.Trim(), out DateOnly date))
                return null;
            made.Add(coarser(date));
        }

        return made.Count == 2 && made[0] != made[1] ? made[0] + "/" + made[1] : made[0];
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        && date.Year is >= FirstYear and <= LastYear;

    private static string? Terms(PolicyField field, FieldValue value)
    {
        string[] terms = Of(field, value.Codes);
        return terms.Length == 0 ? null : string.Join(", ", terms);
    }

    /// <summary>Those of the codes that the field's closed lists hold, each once, sorted.</summary>
    internal static string[] Of(PolicyField field, IEnumerable<string> codes) =>
        [.. codes.Where(code => code is not null && field.Codes.Contains(code)).Distinct().Order(StringComparer.Ordinal)];
}
