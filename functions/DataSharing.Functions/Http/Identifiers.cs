using System.Text.RegularExpressions;

namespace DataSharing.Functions.Http;

/// <summary>The shape of identifiers in addresses and bodies: opaque, without any meaning a reader could use.</summary>
public static partial class Identifiers
{
    public const string Pattern = "[a-z0-9][a-z0-9-]{2,63}";

    public static bool IsValid(string? id) => id is not null && Whole().IsMatch(id);

    /// <summary>The id as given; refused: malformed-id, naming the parameter or member.</summary>
    public static Result<string> Read(string? id, string where)
        => IsValid(id)
            ? id!
            : new Refusal(ProblemType.MalformedId, "an identifier is 3 to 64 lower-case letters, digits and hyphens", where);

    /// <summary>References of documents are codes: a name or a sentence does not fit.</summary>
    public static Result<string?> Reference(string? text, string member) => text is null || LogText.IsAllowed(text)
        ? text
        : new Refusal(ProblemType.InvalidValue, "a reference is 1 to 200 letters, digits and signs without spaces", member);

    // Not "$", which lets a line end follow.
    [GeneratedRegex("^" + Pattern + @"\z")]
    private static partial Regex Whole();
}
