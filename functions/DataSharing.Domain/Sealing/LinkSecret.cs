using System.Buffers;
using System.Security.Cryptography;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The secret in the fragment of a withdrawal link: 128 random bits. It can only stop sharing. It prints a
/// placeholder; <see cref="Reveal"/> gives it once, at issue.
/// </summary>
public sealed class LinkSecret
{
    private const int Length = 16;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly string _text;

    private LinkSecret(string text) => _text = text;

    /// <summary>A new random secret.</summary>
    public static LinkSecret Create() => new(Base64UrlText.Encode(RandomNumberGenerator.GetBytes(Length)));

    /// <summary>
    /// Reads a secret from a form field, or from a link that was pasted whole. Spaces, quotes, dots, brackets and invisible
    /// marks around it do not matter.
    /// </summary>
    /// <returns>False unless what is left is 22 characters of canonical base64url.</returns>
    public static bool TryParse(string? text, out LinkSecret? secret)
    {
        var all = text is { Length: <= 400 } ? text.AsSpan() : [];
        var own = all[(all.LastIndexOf('#') + 1)..];
        var first = own.IndexOfAny(Characters);
        var trimmed = first < 0 ? "" : own[first..(own.LastIndexOfAny(Characters) + 1)].ToString();
        secret = Base64UrlText.TryDecode(trimmed, out var bytes) && bytes.Length == Length ? new(trimmed) : null;
        return secret is not null;
    }

    /// <summary>The secret as 22 characters of base64url, for the fragment of the link. Never stored or logged.</summary>
    public string Reveal() => _text;

    /// <summary>A placeholder, never the secret.</summary>
    public override string ToString() => "LinkSecret(…)";
}

/// <summary>
/// What is stored instead of a secret or code: HMAC-SHA-256 under a key outside the database, so that a stolen
/// database does not allow trying all 2^50 codes. The two kinds never give the same fingerprint.
/// </summary>
public static class LinkFingerprint
{
    /// <summary>Fingerprint of a link's secret, 43 characters of base64url.</summary>
    public static string Of(FingerprintKey key, LinkSecret secret) =>
        Labelled.Mac(key, "datasharing/link-secret/1", secret.Reveal());

    /// <summary>Fingerprint of a spoken code, 43 characters of base64url; the same however it was typed.</summary>
    public static string Of(FingerprintKey key, SpokenCode code) =>
        Labelled.Mac(key, "datasharing/spoken-code/1", code.Canonical());
}
