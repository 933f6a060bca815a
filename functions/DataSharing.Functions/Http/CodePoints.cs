namespace DataSharing.Functions.Http;

/// <summary>How long a text is to whoever wrote it, as JSON Schema counts too: in code points, not in the halves of UTF-16.</summary>
internal static class CodePoints
{
    public static int CountCodePoints(this string text) => text.EnumerateRunes().Count();
}
