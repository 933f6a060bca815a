using System.Buffers.Text;

namespace DataSharing.Functions.Console;

/// <summary>
/// One sign-in under way, in the browser's cookie alone: a random key and when it began. State, nonce and proof key are
/// derived from it, so that every instance can finish what another began, and nobody who sees the address can.
/// Source: RFC 7636 section 4.1; RFC 9700 section 2.1.
/// </summary>
internal sealed class PendingSignIn
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private const int KeyLength = 43;
    private readonly byte[] _key;

    private PendingSignIn(string text)
    {
        Text = text;
        _key = Encoding.ASCII.GetBytes(text);
    }

    /// <summary>The cookie's value.</summary>
    public string Text { get; }

    public string State => Derive("state");

    public string Nonce => Derive("nonce");

    public string Verifier => Derive("verifier");

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static PendingSignIn Begin(DateTimeOffset now) => new(string.Create(
        CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}"));

    /// <summary>The sign-in of a cookie, or null: none, or too old.</summary>
    public static PendingSignIn? Read(string? cookie, DateTimeOffset now) =>
        cookie?.IndexOf('.', StringComparison.Ordinal) is > 0 and < 12 and var dot && cookie.Length == dot + 1 + KeyLength
        && long.TryParse(cookie.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out long began)
        && now.ToUnixTimeSeconds() - began is >= 0 and var age && age <= Life.TotalSeconds
            ? new PendingSignIn(cookie)
            : null;

    public bool Owns(string? state) => state is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(State), Encoding.UTF8.GetBytes(state));

    private string Derive(string what) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(what)));
}
