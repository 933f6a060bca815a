using System.Reflection;

namespace DataSharing.Functions.Http;

/// <summary>
/// The declaration of one API operation. The pipeline enforces it and the OpenAPI document is built from it, so the
/// document cannot say anything else than what happens.
/// </summary>
/// <param name="Id">Its id, which is the function's name too.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">One of <see cref="Routes"/>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Roles">One of these roles is needed; none means no token at all (health, the document itself).</param>
public record ApiOperation(string Id, string Method, string Route, string Summary, params IReadOnlyList<string> Roles)
{
    /// <summary>The operation that a class answers: id, method and route are those of its function.</summary>
    public ApiOperation(Type endpoint, string summary, params IReadOnlyList<string> roles)
        : this(Trigger.Of(endpoint), summary, roles)
    {
    }

    private protected ApiOperation(Trigger trigger, string summary, IReadOnlyList<string> roles)
        : this(trigger.Id, trigger.Method, trigger.Route, summary, roles)
    {
    }

    public string? Description { get; init; }

    public virtual Type? Body => null;

    /// <summary>What it has to do with: its place in the document.</summary>
    public string Tag { get; init; } = "";

    public ApiAnswer Answer { get; init; } = new(200, null);

    /// <summary>Where it can do one of two things: the other answer.</summary>
    public ApiAnswer? OtherAnswer { get; init; }

    /// <summary>Request headers that it reads, beyond those of the pipeline.</summary>
    public IReadOnlyList<HeaderParameter> Headers { get; init; } = [];

    /// <summary>Media types of the answer; JSON unless said.</summary>
    public IReadOnlyList<string> ResponseTypes { get; init; } = ["application/json"];

    /// <summary>What is to be said of answers in other media types than JSON.</summary>
    public IReadOnlyDictionary<string, TextForm> Texts { get; init; } = new Dictionary<string, TextForm>();

    /// <summary>The Idempotency-Key header is required (creating POSTs).</summary>
    public bool IdempotencyKey { get; init; }

    /// <summary>The header is taken where it is sent: the operation was there before the header.</summary>
    public bool OptionalIdempotencyKey { get; init; }

    /// <summary>It stops sharing: it is outside every allowance, so that nothing else an agency asks for can be in its way.</summary>
    public bool Stops { get; init; }

    /// <summary>The If-Match header is required (replacing).</summary>
    public bool IfMatch { get; init; }

    /// <summary>It is to end; null: it stays.</summary>
    public EndOfLife? Ends { get; init; }

    /// <summary>Query parameters that are known; any other is refused.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>Problems beyond those which the pipeline itself can answer with.</summary>
    public IReadOnlyList<ProblemType> Problems { get; init; } = [];
}

/// <summary>When an operation was announced to end, and when it does, a year later at least. Source: RFC 9745, RFC 8594.</summary>
public sealed record EndOfLife(DateTimeOffset Deprecation, DateTimeOffset Sunset)
{
    /// <summary>Tells it in an answer.</summary>
    public void Tell(HttpResponse response)
    {
        response.Headers["Deprecation"] = "@" + Deprecation.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        response.Headers["Sunset"] = Sunset.ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>An operation that takes a body.</summary>
public sealed record ApiOperation<TBody>(string Id, string Method, string Route, string Summary, params IReadOnlyList<string> Roles)
    : ApiOperation(Id, Method, Route, Summary, Roles)
{
    /// <inheritdoc cref="ApiOperation(Type, string, IReadOnlyList{string})"/>
    public ApiOperation(Type endpoint, string summary, params IReadOnlyList<string> roles)
        : this(Trigger.Of(endpoint), summary, roles)
    {
    }

    private ApiOperation(Trigger trigger, string summary, IReadOnlyList<string> roles)
        : this(trigger.Id, trigger.Method, trigger.Route, summary, roles)
    {
    }

    public override Type Body => typeof(TBody);
}

/// <summary>What an operation answers when it is not refused.</summary>
/// <param name="Body">Null: nothing, or no JSON.</param>
public sealed record ApiAnswer(int Status, Type? Body)
{
    /// <summary>It has the version of the resource, to be named in If-Match.</summary>
    public bool ETag { get; init; }

    /// <summary>It says when to look again, for as long as the matter is open.</summary>
    public bool RetryAfter { get; init; } = Status == StatusCodes.Status202Accepted;

    /// <summary>It names the address of what was made.</summary>
    public bool Location => Status is StatusCodes.Status201Created or StatusCodes.Status202Accepted;

    public static ApiAnswer Done { get; } = new(204, null);

    public static ApiAnswer Ok<TBody>() => new(200, typeof(TBody));

    public static ApiAnswer Created<TBody>() => new(201, typeof(TBody));

    public static ApiAnswer Accepted<TBody>() => new(202, typeof(TBody));
}

/// <summary>What the function <c>Run</c> of an endpoint says to the host.</summary>
internal sealed record Trigger(string Id, string Method, string Route)
{
    public static Trigger Of(Type endpoint)
    {
        MethodInfo run = endpoint.GetMethod("Run") ?? throw new InvalidOperationException($"{endpoint.Name} has no function Run");
        HttpTriggerAttribute http = run.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!;
        return new Trigger(run.GetCustomAttribute<FunctionAttribute>()!.Name, http.Methods![0].ToUpperInvariant(), http.Route!);
    }
}

/// <summary>An answer that is a text: its meaning and pattern (a JSON Schema pattern, matched as a whole).</summary>
public sealed record TextForm(string Meaning, string Pattern);

/// <summary>A request header: its name, meaning and pattern (a JSON Schema pattern, matched as a whole).</summary>
public sealed record HeaderParameter(string Name, string Meaning, string Pattern);

/// <summary>A query parameter: its name, meaning and pattern (a JSON Schema pattern, matched as a whole).</summary>
public sealed record QueryParameter(string Name, string Meaning, string Pattern = ".{1,200}");
