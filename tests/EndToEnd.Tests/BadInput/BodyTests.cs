using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Http;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>Bodies and headers that cannot stand, on every operation that has them.</summary>
[Collection(AppCollection.Name)]
public sealed class BodyTests(RunningApp app)
{
    [Fact]
    public Task Call_WhenTheBodyIsMissing_AsksForOne() =>
        OnBodiesAsync("missing-body", null, operation => app.Api.CallAsync(operation, change: r => r.Content = null));

    [Fact]
    public Task Call_WhenABodyIsSentWhereNoneIsDeclared_SaysSo() => EveryOperation.AnswersAsync(
        app, "unexpected-body", "", operation => !operation.HasBody && operation.Method != HttpMethod.Get,
        operation => app.Api.CallAsync(operation, "{}"));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public Task Call_WhenTheMediaTypeIsAnother_NamesTheHeader(string? type) =>
        OnBodiesAsync("unsupported-media-type", "Content-Type", operation => app.Api.CallAsync(
        operation, change: r => r.Content!.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type)));

    [Fact]
    public Task Call_WhenTheBodyIsCompressed_NamesTheHeader() =>
        OnBodiesAsync(
            "unsupported-media-type", "Content-Encoding",
            operation => app.Api.CallAsync(operation, change: r => r.Content!.Headers.ContentEncoding.Add("gzip")));

    [Theory]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":1,}")]
    public Task Call_WhenTheBodyIsNoJson_SaysSo(string body) =>
        OnBodiesAsync("malformed-json", null, operation => app.Api.CallAsync(operation, body));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public Task Call_WhenTheBodyIsNoObject_SaysSo(string body) =>
        OnBodiesAsync("wrong-type", "", operation => app.Api.CallAsync(operation, body));

    [Fact]
    public Task Call_WhenTheBodyIsTooLong_SaysSo()
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"filler\":\"" + new string('x', JsonBody.MaximumLength) + "\"}");
        return OnBodiesAsync("body-too-large", null, operation => app.Api.CallAsync(operation, body));
    }

    [Fact]
    public async Task Call_WhenAMemberIsUnknown_NamesIt()
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        await OnBodiesAsync(
            "unknown-member", "/surprise",
            operation => app.Api.CallAsync(operation, valid.Changed(operation, body => body["surprise"] = "Ilveta")));
    }

    [Fact]
    public async Task Call_WhenAMemberIsGivenTwice_NamesIt()
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        var failures = new List<string>();
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(operation => operation.HasBody))
        {
            KeyValuePair<string, JsonNode?> first = valid.Body(operation).First();
            string twice = "{\"" + first.Key + "\":" + first.Value!.ToJsonString() + "," + valid.Body(operation).ToJsonString()[1..];
            Answer reply = await app.Api.CallAsync(operation, twice);
            if (reply.Problem != "duplicate-member" || reply["pointer"] != "/" + first.Key)
                failures.Add(operation + ": " + reply.Text);
        }

        Assert.Empty(failures);
    }

    [Fact]
    public async Task Call_WhenAMemberIsOfTheWrongType_NamesIt()
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        var failures = new List<string>();
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(operation => operation.HasBody))
        {
            foreach (string member in valid.Body(operation).Select(member => member.Key))
            {
                Answer reply = await app.Api.CallAsync(operation, valid.Changed(operation, body => body[member] = 12.5));
                if (reply.Problem != "wrong-type" || !reply["pointer"].StartsWith("/" + member, StringComparison.Ordinal))
                    failures.Add($"{operation} {member}: {reply.Text}");
            }
        }

        Assert.Empty(failures);
    }

    [Fact]
    public Task Call_WhenTheIdempotencyKeyIsMissing_NamesTheHeader() => EveryOperation.AnswersAsync(
        app, "missing-idempotency-key", "Idempotency-Key", operation => operation.NeedsKey,
        operation => app.Api.CallAsync(operation, change: r => r.Headers.Remove("Idempotency-Key")));

    [Theory]
    [InlineData("short")]
    [InlineData("has spaces in it, which no key has")]
    public Task Call_WhenTheIdempotencyKeyIsMalformed_NamesTheHeader(string key) => EveryOperation.AnswersAsync(
        app, "malformed-idempotency-key", "Idempotency-Key", operation => operation.NeedsKey,
        operation => app.Api.CallAsync(operation, change: r =>
        {
            r.Headers.Remove("Idempotency-Key");
            r.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }));

    [Fact]
    public Task Call_WhenIfMatchIsMissing_NamesTheHeader() => EveryOperation.AnswersAsync(
        app, "missing-if-match", "If-Match", operation => operation.NeedsIfMatch,
        operation => app.Api.CallAsync(operation, change: r => r.Headers.Remove("If-Match")));

    [Theory]
    [InlineData("\"stale-version\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"other\", \"stale-version\"")]
    public Task Call_WhenIfMatchIsStale_ChangesNothing(string etag) => RefusesAsync(etag, "stale-if-match");

    [Theory]
    [InlineData("not a tag")]
    [InlineData("1")]
    [InlineData("\"1")]
    public Task Call_WhenIfMatchNamesNoVersion_SaysSo(string etag) => RefusesAsync(etag, "malformed-if-match");

    private async Task RefusesAsync(string etag, string problem)
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        await EveryOperation.AnswersAsync(
            app, problem, "If-Match", operation => operation.NeedsIfMatch, operation => valid.SendAsync(
            operation, valid.Body(operation), ifMatch: etag));
    }

    [Fact]
    public async Task Call_WhenAnIdempotencyKeyIsRepeated_AnswersTheSameAndRefusesAnotherBody()
    {
        ValidRequests valid = await ValidRequests.PrepareAsync(app);
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(operation => operation.NeedsKey))
        {
            string key = Api.NewKey();
            JsonObject body = valid.Body(operation);
            Answer first = await valid.SendAsync(operation, body, key);
            Assert.True((int)first.Status is >= 200 and < 300, $"{operation}: {first.Text}");
            Answer again = await valid.SendAsync(operation, body, key);
            Assert.True((first.Status, first.Location) == (again.Status, again.Location), $"{operation}: {again.Text}");
            Answer other = await valid.SendAsync(operation, valid.Other(operation), key);
            Assert.True(other.Problem == "idempotency-key-reused", $"{operation}: {other.Text}");
            other.Naming("Idempotency-Key");
        }
    }

    [Theory]
    [InlineData("UPPER-CASE")]
    [InlineData("a")]
    [InlineData("..%2F..%2Fetc")]
    [InlineData("id%00null")]
    [InlineData("%D9%85%D8%B1%D8%AD")]
    public async Task Call_WhenAnIdInTheAddressIsMalformed_FindsNothing(string id)
    {
        var failures = new List<string>();
        foreach (Operation? operation in (await Operation.AllAsync(app.Api)).Where(operation =>
            operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            string address = System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{\w+\}", id);
            Answer reply = await app.Api.SendAsync(operation.Allowed, operation.Method, address, operation.HasBody ? "{}" : null, r =>
            {
                r.Headers.Add("Idempotency-Key", Api.NewKey());
                r.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            });
            if ((int)reply.Status is < 400 or >= 500)
                failures.Add($"{operation}: {(int)reply.Status}");
        }

        Assert.Empty(failures);
    }

    private Task OnBodiesAsync(string problem, string? pointer, Func<Operation, Task<Answer>> attempt) =>
        EveryOperation.AnswersAsync(app, problem, pointer, operation => operation.HasBody, attempt);
}
