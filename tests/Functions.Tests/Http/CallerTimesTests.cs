using System.Text.Json.Nodes;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Tests.Http;

/// <summary>Times by callers' clocks, which are not this one, spelled in each way that RFC 3339 allows.</summary>
public sealed class CallerTimesTests(RunningApp running) : IClassFixture<RunningApp>
{
    private DateTimeOffset Now => running.App.Time.GetUtcNow();

    private ApiClient Worker => running.App.As(SampleBodies.Worker);

    [Theory]
    [InlineData("2026-06-01T08:00:00Z", true)]
    [InlineData("2026-06-01t08:00:00z", true)]
    [InlineData("2026-06-01T08:00:00.123456789+02:00", true)]
    [InlineData("2026-06-01T08:00:00-00:00", true)]
    [InlineData("2026-06-01T08:00:00", false)]
    [InlineData("2026-06-01 08:00:00Z", false)]
    [InlineData("2026-06-01", false)]
    [InlineData("2026-06-31T08:00:00Z", false)]
    [InlineData("2026-06-01T08:00:00Z\n", false)]
    public async Task Time_IsReadAlikeInAQueryAndInABody(string text, bool isTime)
    {
        Assert.Equal(isTime, CallerTimes.TryRead(text, out _));
        JsonObject facts = JsonNode.Parse("""{"age":{"status":"adult"},"reflection":{}}""")!.AsObject();
        facts["reflection"]!["start"] = text;
        (await Worker.PostAsync("cases", facts)).Must(isTime ? 201 : 400);
        // A day is for queries alone: it means the whole of it.
        if (text.Length > 10)
            (await running.App.As("advocate-dpo").GetAsync("access-log?from=" + Uri.EscapeDataString(text))).Must(isTime ? 200 : 400);
    }

    [Theory]
    [InlineData(0, 201)]
    [InlineData(8, 201)]
    [InlineData(30, 201)]
    [InlineData(31, 422)]
    [InlineData(3600, 422)]
    public async Task GivenAt_WhenTheCallersClockIsAhead_CountsAsNowWithinTheSkew(int seconds, int status)
    {
        string address = (await Worker.PostAsync("cases", JsonNode.Parse("""{"age":{"status":"adult"}}"""))).Must(201).Location!;
        DateTimeOffset now = Now;
        Answer answer = (await Worker.PostAsync(address + "/consents", SampleBodies.Consent(now.AddSeconds(seconds)))).Must(status);
        if (status == 201)
            Assert.Equal(now, DateTimeOffset.Parse(answer["givenAt"], System.Globalization.CultureInfo.InvariantCulture));
        else
            Assert.Contains($"here it is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 201)]
    [InlineData(31, 422)]
    public async Task RecordedAt_WhenTheCallersClockIsAhead_CountsAsNowWithinTheSkew(int seconds, int status)
    {
        string address = (await Worker.PostAsync("cases", JsonNode.Parse("""{"age":{"status":"adult"}}"""))).Must(201).Location + "/record";
        DateTimeOffset now = Now;
        var record = new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject
            {
                ["path"] = "identity.preferredName",
                ["state"] = "stated",
                ["value"] = "as she says it",
                ["recordedAt"] = now.AddSeconds(seconds),
            }),
        };
        Answer answer = (await Worker.PutAsync(address, record, ifNoneMatch: "*")).Must(status);
        if (status == 201)
            Assert.Equal(
                now, (DateTimeOffset)(await Worker.GetAsync(address)).Must(200).Json["fields"]![0]!["recordedAt"]!.GetValue<DateTimeOffset>());
        else
            Assert.Contains("here it is", answer.Naming("/fields/0/recordedAt").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 202)]
    [InlineData(31, 422)]
    public async Task SignedAt_WhenTheCallersClockIsAhead_CountsAsComeWithinTheSkew(int seconds, int status)
    {
        JsonNode agreement = BodyExamples.Of(typeof(AgreementInput))!;
        agreement["id"] = $"agr-clock-{seconds}";
        agreement["signedByB"] = Now.AddSeconds(seconds);
        Answer answer = (await running.App.As("coord-manager").PostAsync("agreements", agreement)).Must(status);
        if (status != 202)
            Assert.Contains("here it is", answer.Naming("/signedByB").Text, StringComparison.Ordinal);
    }
}
