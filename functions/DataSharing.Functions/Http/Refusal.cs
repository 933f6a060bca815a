namespace DataSharing.Functions.Http;

/// <summary>
/// Why a request cannot be served as it is: a value inside, a problem response at the edge. The detail is one lower-case
/// sentence in domain words; it names members and ids' kinds, never values.
/// </summary>
/// <param name="Pointer">The member at fault: a JSON Pointer (RFC 6901) into the body, or the name of a header, query or route
/// parameter.</param>
public sealed record Refusal(ProblemType Type, string Detail, string? Pointer = null)
{
    /// <summary>Further defects of the same request, so that a caller can mend them all at once.</summary>
    public IReadOnlyList<ProblemItem> Errors { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same of something that stands deeper in the body.</summary>
    public Refusal Below(string pointer) => this with
    {
        Pointer = pointer + Pointer,
        Errors = [.. Errors.Select(item => item with { Pointer = pointer + item.Pointer })],
    };
}

/// <summary>One defect among several: where, what, and the reason kind and rule where the domain has one.</summary>
public sealed record ProblemItem(string Pointer, string Detail, string? Reason = null, string? Rule = null);
