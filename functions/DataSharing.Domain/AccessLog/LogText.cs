using System.Buffers;

namespace DataSharing.Domain.AccessLog;

/// <summary>
/// The only texts an entry may hold: 1 to 200 characters of ids, codes and paths, without white space, quotes or
/// letters beyond ASCII. A name or a sentence does not fit, and canonical JSON needs no escapes.
/// </summary>
public static class LogText
{
    /// <summary>Longest text in characters.</summary>
    public const int MaximumLength = 200;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-/#@*+=~[]");

    /// <summary>Whether an entry may hold <paramref name="text"/>.</summary>
    public static bool IsAllowed(string text) =>
        text.Length is > 0 and <= MaximumLength && !text.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Returns the text, or throws naming the member and never the text.</summary>
    /// <exception cref="ArgumentException">The text is not an id, code or path.</exception>
    internal static string Check(string text, string member) =>
        IsAllowed(text) ? text : throw new ArgumentException($"log member {member} is not an id, code or path");
}
