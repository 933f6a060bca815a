namespace DataSharing.Functions.Http;

/// <summary>
/// The declaration of one API operation. The pipeline enforces it and the OpenAPI document is built from it, so the
/// document cannot say anything else than what happens.
/// </summary>
public sealed record ApiOperation(string Id, string Method, string Route)
{
    public required string Summary { get; init; }
    public string? Description { get; init; }

    /// <summary>One of these roles is needed; empty means no token at all (health, the document itself).</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    public Type? Body { get; init; }
    public int Success { get; init; } = 200;
    public Type? Response { get; init; }

    /// <summary>Media types of the answer; JSON unless said.</summary>
    public IReadOnlyList<string> ResponseTypes { get; init; } = ["application/json"];

    /// <summary>The Idempotency-Key header is required (creating POSTs).</summary>
    public bool IdempotencyKey { get; init; }

    /// <summary>It stops sharing: it is outside every allowance, so that nothing else an agency asks for can be in its way.</summary>
    public bool Stops { get; init; }

    /// <summary>The If-Match header is required (replacing).</summary>
    public bool IfMatch { get; init; }

    /// <summary>Query parameters that are known; any other is refused.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>Problems beyond those which the pipeline itself can answer with.</summary>
    public IReadOnlyList<ProblemType> Problems { get; init; } = [];
}

/// <summary>A query parameter: its name, meaning and pattern (a JSON Schema pattern, matched as a whole).</summary>
public sealed record QueryParameter(string Name, string Meaning, string Pattern = ".{1,200}");
