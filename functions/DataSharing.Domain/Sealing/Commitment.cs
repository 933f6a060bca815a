namespace DataSharing.Domain.Sealing;

/// <summary>
/// A stand-in for a personal identifier in the access log: whoever holds the case's key can confirm a guess, and
/// nobody can once that key is destroyed. Equal inputs give equal commitments within a case and unlinkable ones across cases.
/// </summary>
public static class Commitment
{
    /// <summary>HMAC-SHA-256 over kind and value, as 43 characters of base64url. Deterministic.</summary>
    /// <param name="key">The case's commitment key.</param>
    /// <param name="kind">What the value identifies, e.g. <c>person</c>: the same value of two kinds has two commitments.</param>
    /// <param name="value">The identifier, exactly as compared (no normalisation).</param>
    public static string Of(CommitmentKey key, string kind, string value) =>
        Labelled.Mac(key, "datasharing/commitment/1", kind, value);
}
