using System.Globalization;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Redaction;

/// <summary>
/// Makes one value coarser. Deterministic; a value that cannot be generalised safely gives null and is dropped. Source:
/// fields.md, column CASE; R-026.
/// </summary>
internal static class Generalisers
{
    /// <summary>The coarser value, or null.</summary>
    /// <param name="generaliser">How.</param>
    /// <param name="value">The value.</param>
    /// <param name="asOf">The day on which age is judged.</param>
    /// <param name="ageOfMajority">In years.</param>
    /// <param name="interpretationNeeded">The record's answer to whether an interpreter is needed, or null.</param>
    /// <param name="tier">The delivery's tier.</param>
    internal static string? Apply(Generaliser generaliser, FieldValue value, DateOnly asOf, int ageOfMajority, bool? interpretationNeeded, Tier tier) =>
        generaliser switch
        {
            Generaliser.TierOnly => WireCode.Of(tier),
            _ when !value.Answered => null,
            Generaliser.AdultOrChild => AdultOrChild(value, asOf, ageOfMajority),
            Generaliser.RegionOfWorld => WorldRegions.Of(Country(value)),
            Generaliser.RouteRegion => Route(value),
            Generaliser.Region => Part(value, "region"),
            Generaliser.District => Part(value, "district"),
            Generaliser.Year => Dates(value.Text, static d => d.Year.ToString("0000", CultureInfo.InvariantCulture)),
            Generaliser.Quarter => Dates(value.Text, static d => string.Create(CultureInfo.InvariantCulture, $"{d.Year:0000}-Q{((d.Month - 1) / 3) + 1}")),
            Generaliser.YesNo => YesNo(value),
            Generaliser.Count => value.Items.Count > 0 ? value.Items.Count.ToString(CultureInfo.InvariantCulture) : null,
            Generaliser.InterpretationNeeded => interpretationNeeded switch { true => "yes", false => "no", null => null },
            Generaliser.HeldByAnother => Says(value, "self", "no") ? null : "held by another",
            Generaliser.FamilyMember => YesNo(value) == "yes" ? "family member" : null,
            _ => Terms(generaliser, value),
        };

    /// <summary>"yes" or "no": whether the fact is recorded as given; null when unknown or declined.</summary>
    internal static string? YesNo(FieldValue value) =>
        !value.Answered ? null : Says(value, "no", "none", "false") ? "no" : "yes";

    private static bool Says(FieldValue value, params string[] words) =>
        value.Text is { } text
            ? words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase)
            : value.Codes.Count == 1 && words.Contains(value.Codes[0], StringComparer.OrdinalIgnoreCase);

    private static string? AdultOrChild(FieldValue value, DateOnly asOf, int majority)
    {
        if (Says(value, "child", "yes", "true")) return "child";
        if (Says(value, "adult", "no", "false")) return "adult";
        return DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            ? born.AddYears(majority) <= asOf ? "adult" : "child"
            : null;
    }

    private static string? Country(FieldValue value) =>
        value.Parts.TryGetValue("country", out var part) ? part : value.Codes.Count == 1 ? value.Codes[0] : value.Text;

    // One country that cannot be placed drops the whole route: a gap would tell where it was.
    private static string? Route(FieldValue value)
    {
        var regions = new List<string>();
        foreach (var country in value.Codes)
        {
            if (WorldRegions.Of(country) is not { } region) return null;
            if (regions.Count == 0 || regions[^1] != region) regions.Add(region);
        }

        return regions.Count == 0 ? null : string.Join(" > ", regions);
    }

    // A name of a region or district is given as its own part by who recorded it; nothing is cut out of an address.
    private static string? Part(FieldValue value, string name) =>
        value.Parts.TryGetValue(name, out var part) && part.Length is > 0 and <= 60 && !part.Any(c => char.IsDigit(c) || c == ',') ? part : null;

    private static string? Dates(string? text, Func<DateOnly, string> coarser)
    {
        if (text is null) return null;
        var ends = text.Split('/');
        if (ends.Length > 2) return null;
        var made = new List<string>();
        foreach (var end in ends)
        {
            if (!TryDate(end.Trim(), out var date)) return null;
            made.Add(coarser(date));
        }

        return made.Count == 2 && made[0] != made[1] ? made[0] + "/" + made[1] : made[0];
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string? Terms(Generaliser generaliser, FieldValue value)
    {
        var allowed = CodedTerms.For(generaliser);
        var terms = value.Codes.Where(allowed.Contains).Distinct().Order(StringComparer.Ordinal).ToArray();
        return terms.Length == 0 ? null : string.Join(", ", terms);
    }
}
