namespace DataSharing.Domain.Redaction;

/// <summary>Digest of an exact text, by which the survivor's approval is bound to it. Source: R-011.</summary>
public static class ContentDigest
{
    /// <summary>
    /// <c>sha256:</c> and 64 hex digits over the UTF-8 bytes, without any normalisation: an edit of one sign voids the
    /// approval.
    /// </summary>
    public static string Of(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
