namespace DataSharing.Functions.Http;

/// <summary>
/// The request cannot be served as it is. Becomes a problem response; never a fault. The detail is one lower-case
/// sentence in domain words; it names members and ids' kinds, never values.
/// </summary>
public sealed class ProblemException(
    ProblemType type, string detail, string? pointer = null, IReadOnlyList<ProblemItem>? errors = null, TimeSpan? retryAfter = null)
    : Exception(type.Slug)
{
    public ProblemType Type { get; } = type;
    public string Detail { get; } = detail;

    /// <summary>The member at fault: a JSON Pointer (RFC 6901) into the body, or the name of a header, query or route parameter.</summary>
    public string? Pointer { get; } = pointer;

    /// <summary>Further defects of the same request, so that a caller can mend them all at once.</summary>
    public IReadOnlyList<ProblemItem> Errors { get; } = errors ?? [];

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>One defect among several: where, what, and the reason kind and rule where the domain has one.</summary>
public sealed record ProblemItem(string Pointer, string Detail, string? Reason = null, string? Rule = null);
