using System.Buffers;

namespace DataSharing.Domain.Sealing;

/// <summary>
/// The secret in the fragment of a withdrawal link: 128 random bits. It can only stop sharing. It prints a
/// placeholder; <see cref="Reveal"/> gives it once, at issue.
/// </summary>
public sealed class LinkSecret
{
    private const int Length = 16, Written = 22, Longest = 400;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly string _text;

    private LinkSecret(string text) => _text = text;

    /// <summary>A new random secret.</summary>
    public static LinkSecret Create() => new(Base64UrlText.Encode(RandomNumberGenerator.GetBytes(Length)));

    /// <summary>
    /// Reads a secret from a form field, or from a link that was pasted whole, with whatever a message put around it: the first
    /// run of exactly 22 characters of canonical base64url behind the first number sign, if there is one. The script of the
    /// page reads the fragment of a link in the same way.
    /// </summary>
    /// <returns>False if there is no such run.</returns>
    public static bool TryParse(string? text, out LinkSecret? secret)
    {
        // Some messengers write the number sign, or what stands behind the link, as percent signs.
        secret = text is { Length: <= Longest }
            ? FindAll(Uri.UnescapeDataString(text)).Select(found => found.Secret).FirstOrDefault()
            : null;
        return secret is not null;
    }

    /// <summary>Every run that can be a secret behind the first number sign, if there is one, and where it stands.</summary>
    internal static IReadOnlyList<(LinkSecret Secret, int From, int To)> FindAll(string text)
    {
        var found = new List<(LinkSecret, int, int)>();
        int at = text.IndexOf('#', StringComparison.Ordinal) + 1;
        while (text.AsSpan(at).IndexOfAny(Characters) is >= 0 and var first)
        {
            at += first;
            int end = text.AsSpan(at).IndexOfAnyExcept(Characters) is >= 0 and var length ? at + length : text.Length;
            if (end - at == Written && Base64UrlText.TryDecode(text.AsSpan(at, Written), out _))
                found.Add((new(text[at..end]), at, end));
            at = end;
        }
        return found;
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
