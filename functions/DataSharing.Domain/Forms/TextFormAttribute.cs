namespace DataSharing.Domain.Forms;

/// <summary>
/// The form of a text that a caller gives, or of each text of a list: checked when a body is read, and said by the API's document. Lengths
/// are in code points, as JSON Schema counts them.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public abstract class TextFormAttribute : Attribute
{
    /// <summary>A pattern of JSON Schema that the text matches somewhere: anchored where the whole is meant; null: any text.</summary>
    public string? Pattern { get; private protected init; }

    /// <summary>The most code points; null: the pattern says it.</summary>
    public int? Longest { get; private protected init; }

    /// <summary>What a text of the form is, in a sentence.</summary>
    public string Meaning { get; private protected init; } = "";
}

/// <summary>An id that names something for good.</summary>
public sealed class IdAttribute : TextFormAttribute
{
    public IdAttribute() =>
        (Pattern, Meaning) = ("^" + IdForm.Pattern + "$", "an identifier is 3 to 64 lower-case letters, digits and hyphens");
}

/// <summary>An id that is given to a part of a body, such as a desk: of the same form.</summary>
public sealed class PartIdAttribute : TextFormAttribute
{
    public PartIdAttribute() =>
        (Pattern, Meaning) = ("^" + IdForm.Pattern + "$", "an identifier is 3 to 64 lower-case letters, digits and hyphens");
}

/// <summary>An opaque id or reference: what the access log may hold, so that no name and no sentence fits.</summary>
public sealed class ReferenceAttribute : TextFormAttribute
{
    public ReferenceAttribute() =>
        (Pattern, Meaning) = (
            @"^[A-Za-z0-9._:\-\/#@*+=~\[\]]{1,200}$", "a reference is 1 to 200 letters, digits and signs without spaces");
}

/// <summary>A name that must be known: a code of the policy, an id that is looked up, a word. An unknown one is refused as that.</summary>
public sealed class NameAttribute : TextFormAttribute
{
    public NameAttribute(int longest = 200) => (Longest, Meaning) = (longest, $"a name has at most {longest} characters");
}

/// <summary>Any text that is not empty.</summary>
public sealed class TextAttribute : TextFormAttribute
{
    public TextAttribute(int longest) =>
        (Pattern, Longest, Meaning) = (@"[\s\S]", longest, $"a text of 1 to {longest} characters is needed");
}

/// <summary>A country. Source: ISO 3166-1 alpha-2.</summary>
public sealed class CountryAttribute : TextFormAttribute
{
    public CountryAttribute() => (Pattern, Meaning) = ("^[A-Z]{2}$", "a country is two upper-case letters of ISO 3166-1");
}

/// <summary>A language. Source: BCP 47.</summary>
public sealed class LanguageAttribute : TextFormAttribute
{
    public LanguageAttribute() =>
        (Pattern, Meaning) = ("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}$", "a language is a tag of BCP 47, such as uk or sq-AL");
}

/// <summary>A digest of content.</summary>
public sealed class DigestAttribute : TextFormAttribute
{
    public DigestAttribute() =>
        (Pattern, Meaning) = ("^sha256:[0-9a-f]{64}$", "a digest is sha256: and 64 hexadecimal digits in lower case");
}

/// <summary>A text in one line, with something in it.</summary>
public sealed class LabelAttribute : TextFormAttribute
{
    public LabelAttribute(int longest) =>
        (Pattern, Longest, Meaning) = (
            @"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$", longest,
            $"a text of 1 to {longest} characters without control characters is needed");
}

/// <summary>A text of words, with something in it.</summary>
public sealed class ProseAttribute : TextFormAttribute
{
    public ProseAttribute(int longest) =>
        (Pattern, Longest, Meaning) = (@"\S", longest, $"a text of 1 to {longest} characters is needed");
}

/// <summary>
/// All that a text of an answer can be. Only where the text is always there: generated clients that know the codes read one that is left
/// out as the first of them.
/// </summary>
/// <param name="codes">Separated by bars.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CodesAttribute(string codes) : Attribute
{
    public IReadOnlyList<string> Codes { get; } = codes.Split('|');
}

/// <summary>The most items that a list holds, where they are not 500.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MostAttribute(int items) : Attribute
{
    /// <summary>For lists that say nothing.</summary>
    public const int Usual = 500;

    public int Items { get; } = items;
}
