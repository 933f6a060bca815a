using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace DataSharing.Domain.Ids;

/// <summary>
/// The form of identifiers in addresses and bodies: opaque, without any meaning a reader could use. Pure and thread-safe.
/// </summary>
public static partial class IdForm
{
    /// <summary>3 to 64 lower-case letters of ASCII, digits and hyphens, no hyphen first: a JSON Schema pattern of the whole.</summary>
    public const string Pattern = "[a-z0-9][a-z0-9-]{2,63}";

    /// <summary>Whether the whole text has the form. Null has not.</summary>
    public static bool Has([NotNullWhen(true)] string? text) => text is not null && Whole().IsMatch(text);

    // Not "$", which lets a line end follow.
    [GeneratedRegex("^" + Pattern + @"\z")]
    private static partial Regex Whole();
}
