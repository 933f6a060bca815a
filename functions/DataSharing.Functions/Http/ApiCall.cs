namespace DataSharing.Functions.Http;

/// <summary>One authenticated and checked call, as an operation sees it.</summary>
public class ApiCall(
    HttpRequest request, Caller caller, byte[] rawBody, string? idempotencyKey, IfMatch? ifMatch, CancellationToken cancellation)
{
    public HttpRequest Request { get; } = request;
    public Caller Caller { get; } = caller;
    public ReadOnlyMemory<byte> RawBody { get; } = rawBody;

    /// <summary>Present when the operation demands it.</summary>
    public string IdempotencyKey => idempotencyKey ?? throw new InvalidOperationException("the operation declares no Idempotency-Key");

    /// <summary>Whether a key came where none is demanded.</summary>
    public bool HasIdempotencyKey => idempotencyKey is not null;

    /// <summary>The versions to match. Present when the operation demands it.</summary>
    public IfMatch IfMatch => ifMatch ?? throw new InvalidOperationException("the operation declares no If-Match");

    public CancellationToken Cancellation { get; } = cancellation;

    public string? Query(string name) =>
        Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value[0] : null;
}

/// <summary>A call with a parsed body.</summary>
public sealed class ApiCall<TBody>(
    HttpRequest request, Caller caller, TBody body, byte[] rawBody, string? idempotencyKey, IfMatch? ifMatch,
    CancellationToken cancellation)
    : ApiCall(request, caller, rawBody, idempotencyKey, ifMatch, cancellation)
{
    public TBody Body { get; } = body;
}
