using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Functions.Http;

namespace DataSharing.Tests.Kit;

/// <summary>What came back, read whole.</summary>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    // Answers leave absent members out; everything else is as strict as for bodies.
    private static readonly JsonSerializerOptions Options = new(JsonBody.Options) { RespectRequiredConstructorParameters = false };

    /// <summary>What stands for an answer where none came.</summary>
    public static Answer None { get; } = new(0, new Dictionary<string, string>(), []);

    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public JsonElement Element => JsonElement.Parse(Bytes);

    public string? MediaType => Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];

    /// <summary>As it is to be sent again, with its quotes.</summary>
    public string? ETag => Headers.GetValueOrDefault("ETag");

    public string? Location => Headers.GetValueOrDefault("Location");

    /// <summary>The problem's slug, such as <c>not-found</c>; null when the answer is none, or was asked for without body.</summary>
    public string? Problem => MediaType == "application/problem+json" && Bytes.Length > 0
        ? this["type"]["urn:datasharing:problem:".Length..]
        : null;

    /// <summary>The member or parameter at fault.</summary>
    public string? Pointer => (string?)Json["pointer"];

    /// <summary>Every member at fault.</summary>
    public IReadOnlyList<string> Pointers => Json["errors"] is JsonArray errors
        ? [.. errors.Select(error => (string)error!["pointer"]!)]
        : Pointer is { } one ? [one] : [];

    /// <summary>A text member of the body.</summary>
    public string this[string member] => (string)Json[member]!;

    /// <summary>Reads it whole, and holds it against the document of the API.</summary>
    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        Answer answer = await ReadAsync(response);
        if (response.RequestMessage is { RequestUri: { } address } request)
            ServedDocument.Hold(request.Method, address, answer);
        return answer;
    }

    /// <summary>Reads it whole; what it is held against is the caller's affair.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsByteArrayAsync());

    public T Read<T>() => JsonSerializer.Deserialize<T>(Bytes, Options)!;

    /// <summary>Itself, if its status is one of these; else a failure that shows the answer.</summary>
    public Answer Must(params ReadOnlySpan<int> statuses)
    {
        Assert.True(statuses.Contains(Status), $"expected {string.Join(" or ", statuses.ToArray())}, was {this}");
        return this;
    }

    /// <summary>Itself, if it is a problem of that type, and says so itself.</summary>
    public Answer MustBe(string problem)
    {
        Assert.True(Problem == problem, $"expected {problem}, was {this}");
        Assert.Equal(Status, (int)Json["status"]!);
        return this;
    }

    /// <summary>Itself, if it is a problem of that type, with its status.</summary>
    public Answer MustBe(ProblemType problem) => MustBe(problem.Slug).Must(problem.Status);

    /// <summary>Itself, if the problem names that member or parameter.</summary>
    public Answer Naming(string pointer)
    {
        Assert.True(Pointer == pointer, $"expected {pointer} to be named: {this}");
        return this;
    }

    public override string ToString() => $"{Status} {Text}";
}
