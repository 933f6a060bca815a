using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>An answer, read whole.</summary>
public sealed record Reply(HttpStatusCode Status, byte[] Body, string? MediaType, HttpResponseHeaders Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();

    public string ETag => Headers.ETag!.Tag;

    /// <summary>The last part of a problem's type, such as <c>unknown-field</c>.</summary>
    public string? Problem =>
        MediaType == "application/problem+json"
            ? Json.GetProperty("type").GetString()![(Json.GetProperty("type").GetString()!.LastIndexOf(':') + 1)..]
            : null;

    public string this[string member] => Json.GetProperty(member).GetString()!;

    /// <summary>Itself, if the status is as expected; else a failure that shows the answer.</summary>
    public Reply Must(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {(int)status}, was {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Itself, if it is a problem of that type.</summary>
    public Reply MustBe(string problem)
    {
        Assert.True(Problem == problem, $"expected {problem}, was {(int)Status}: {Text}");
        Assert.Equal((int)Status, Json.GetProperty("status").GetInt32());
        return this;
    }

    /// <summary>Itself, if the problem names that member or parameter.</summary>
    public Reply Naming(string pointer)
    {
        Assert.True(
            Json.TryGetProperty("pointer", out JsonElement named) && named.GetString() == pointer,
            $"expected {pointer} to be named: {Text}");
        return this;
    }
}
