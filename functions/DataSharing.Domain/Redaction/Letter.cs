namespace DataSharing.Domain.Redaction;

/// <summary>A letter that goes with a package, word for word as the person approved it. Personal data. Source: .</summary>
/// <param name="Text">The text; 1 to <see cref="LongestText"/> code points.</param>
/// <param name="Language">Tag of BCP 47 of the language it is written in.</param>
[JsonConverter(typeof(RefusesToSerialise<Letter>))]
public sealed record Letter(string Text, string Language)
{
    /// <summary>Longest text, in code points.</summary>
    public const int LongestText = 20_000;

    /// <summary>A placeholder, never the text.</summary>
    public override string ToString() => FieldValue.Placeholder;
}
