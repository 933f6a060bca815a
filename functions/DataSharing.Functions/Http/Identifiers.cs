using System.Text.RegularExpressions;

namespace DataSharing.Functions.Http;

/// <summary>The shape of identifiers in addresses and bodies: opaque, without any meaning a reader could use.</summary>
public static partial class Identifiers
{
    public const string Pattern = "[a-z0-9][a-z0-9-]{2,63}";

    public static bool IsValid(string? id) => id is not null && Whole().IsMatch(id);

    /// <summary>The id as given, or a malformed-id problem that names the parameter or member.</summary>
    public static string Require(string? id, string where)
        => IsValid(id)
            ? id!
            : throw new ProblemException(ProblemType.MalformedId, "an identifier is 3 to 64 lower-case letters, digits and hyphens", where);

    // Not "$", which lets a line end follow.
    [GeneratedRegex("^" + Pattern + @"\z")]
    private static partial Regex Whole();
}
