using System.Text.RegularExpressions;

namespace DataSharing.Functions.Cases;

/// <summary>Languages as they are named in bodies. Source: BCP 47.</summary>
internal static partial class LanguageTag
{
    public static void Check(string? tag, string pointer, BodyDefects defects, string? rule = null) =>
        defects.Unless(tag is null || Tag().IsMatch(tag), pointer, "a language is a tag of BCP 47, such as uk or sq-AL", rule);

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}\z")]
    private static partial Regex Tag();
}
