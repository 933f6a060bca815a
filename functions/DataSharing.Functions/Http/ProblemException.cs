namespace DataSharing.Functions.Http;

/// <summary>A refusal on its way out of an endpoint. Becomes a problem response; never a fault.</summary>
public sealed class ProblemException(Refusal refusal) : Exception(refusal.Type.Slug)
{
    public ProblemException(
        ProblemType type, string detail, string? pointer = null, IReadOnlyList<ProblemItem>? errors = null, TimeSpan? retryAfter = null)
        : this(new Refusal(type, detail, pointer) { Errors = errors ?? [], RetryAfter = retryAfter })
    {
    }

    public Refusal Refusal { get; } = refusal;

    public ProblemType Type => Refusal.Type;

    public string? Pointer => Refusal.Pointer;
}
