namespace DataSharing.Domain.Sealing;

/// <summary>
/// The slow, salted hash of the word that a survivor agreed with her caseworker. Stored with its parameters, so that
/// they can rise without locking anybody out. Hashing and verifying take a few hundred milliseconds of one core by
/// design: throttle before calling. Source: RFC 8018 (PBKDF2); OWASP password storage (600,000 rounds with SHA-256).
/// </summary>
/// <param name="Algorithm">Always <c>pbkdf2-sha256</c>.</param>
/// <param name="Iterations">Rounds, 600,000 to 10,000,000.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">32 bytes.</param>
/// <param name="Folding">How the word was brought to the form that was hashed: 1 in hashes from before this was kept, 2 in new
/// ones.</param>
public sealed record SecondFactor(string Algorithm, int Iterations, byte[] Salt, byte[] Hash, int Folding = 1)
{
    /// <summary>The only algorithm.</summary>
    public const string Pbkdf2Sha256 = "pbkdf2-sha256";
    /// <summary>Fewest rounds, and those of a new hash.</summary>
    public const int MinimumIterations = 600_000;
    /// <summary>Most rounds accepted from storage, so that an altered document cannot occupy a core for minutes.</summary>
    public const int MaximumIterations = 10_000_000;
    /// <summary>Longest word accepted, in characters.</summary>
    public const int MaximumLength = 200;
    /// <summary>Fewest characters that must be left of a new word once quotes, dots, dashes and the like are taken off.</summary>
    public const int MinimumLength = 3;

    /// <summary>Whether the hash is of an older kind than new ones: only the word itself, when it is typed next, can make it new.</summary>
    public bool IsOutdated() => Folding < WordFolding.Current;

    /// <summary>Whether a word may be agreed: not too long, and long enough in what counts of it.</summary>
    public static bool IsAllowed(string? word) =>
        WordFolding.TryFold(word, MaximumLength, WordFolding.Current, out string? folded) && folded.Length >= MinimumLength;

    /// <summary>Hashes a word under a new salt.</summary>
    /// <exception cref="ArgumentException">Nothing is left of the word after normalisation, or it is longer than
    /// <see cref="MaximumLength"/>. The message does not quote it.</exception>
    public static SecondFactor Create(string word)
    {
        if (!WordFolding.TryFold(word, MaximumLength, WordFolding.Current, out string? folded))
            throw new ArgumentException("the word is empty or too long", nameof(word));
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return new(Pbkdf2Sha256, MinimumIterations, salt, Derive(folded, salt, MinimumIterations), WordFolding.Current);
    }

    /// <summary>
    /// Whether <paramref name="word"/> is the one hashed. Compares in constant time; an impossible word costs as much as a
    /// wrong one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The stored parameters are not ones this version would write or accept.</exception>
    public bool Verify(string? word)
    {
        if (Algorithm != Pbkdf2Sha256 || Iterations is < MinimumIterations or > MaximumIterations
            || Salt.Length < 16 || Hash.Length != 32 || Folding is < 1 or > WordFolding.Current)
            throw new InvalidOperationException("the stored second factor has unsupported parameters");
        bool possible = WordFolding.TryFold(word, MaximumLength, Folding, out string? folded);
        return CryptographicOperations.FixedTimeEquals(Derive(folded, Salt, Iterations), Hash) & possible;
    }

    /// <summary>A placeholder, never salt or hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SecondFactor({Algorithm}, {Iterations})");

    // As bytes: the overload for text throws on half a surrogate pair, which is a wrong word and not a fault.
    private static byte[] Derive(string word, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(word), salt, iterations, HashAlgorithmName.SHA256, 32);
}
