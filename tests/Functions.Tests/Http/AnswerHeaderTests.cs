using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

/// <summary>What every answer tells beside its body.</summary>
public sealed class AnswerHeaderTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private ApiClient Worker => running.App.As(SampleBodies.Worker);

    [Theory]
    [InlineData("00-" + Trace + "-00f067aa0ba902b7-01", true)]
    [InlineData("00-" + Trace + "-00f067aa0ba902b7-01-more", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("Jane Doe", false)]
    public async Task CallId_OfAnAnswer_IsTheTraceThatWasSentOrItsOwn(string traceparent, bool taken)
    {
        Answer answer = await SendAsync("traceparent", traceparent);
        Assert.Matches("^[0-9a-f]{32}$", answer.Headers[CallId.Header]);
        Assert.Equal(taken, answer.Headers[CallId.Header] == Trace);
    }

    [Theory]
    [InlineData("/api/v1/nowhere", 404)]
    [InlineData("/api/v1/sharing-requests", 401)]
    [InlineData("/api/openapi.json", 200)]
    public async Task CallId_OfEveryAnswerOfTheApi_IsThere(string address, int status)
    {
        using HttpResponseMessage response = await running.App.Http.GetAsync(address);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(response.Headers.GetValues(CallId.Header));
    }

    /// <summary>Two answers to her that differed in it could be told apart.</summary>
    [Fact]
    public async Task CallId_OfTheSurvivorsPage_IsNone()
    {
        using HttpResponseMessage response = await running.App.Http.GetAsync("/w");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains(CallId.Header));
    }

    [Fact]
    public async Task Allowance_OfACountedCall_IsToldBeforeItIsUsedUp()
    {
        (int firstLeft, int burst) = Read(await Worker.GetAsync("sharing-requests"));
        (int secondLeft, _) = Read(await Worker.GetAsync("sharing-requests"));
        Assert.InRange(firstLeft, 1, burst - 1);
        // The clock of this app stands still between the two: nothing came back.
        Assert.Equal(firstLeft - 1, secondLeft);

        static (int Left, int Burst) Read(Answer answer)
        {
            answer.Must(200);
            Assert.Matches("^\"other\";q=[0-9]+;w=[0-9]+$", answer.Headers["RateLimit-Policy"]);
            Assert.Matches("^\"other\";r=[0-9]+;t=[0-9]+$", answer.Headers["RateLimit"]);
            return (Number(answer.Headers["RateLimit"], 'r'), Number(answer.Headers["RateLimit-Policy"], 'q'));
        }
    }

    [Fact]
    public async Task Allowance_OfWhatNeedsNoToken_IsTold() =>
        Assert.StartsWith("\"open\";r=", (await running.App.GetAsync(null, "/api/v1/policy")).Headers["RateLimit"], StringComparison.Ordinal);

    private async Task<Answer> SendAsync(string header, string value)
    {
        using HttpRequestMessage request = Worker.Request(HttpMethod.Get, "sharing-requests");
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await running.App.Http.SendAsync(request);
        return (await Answer.OfAsync(response)).Must(200);
    }

    private static int Number(string text, char name) => int.Parse(
        text.Split(';').Single(part => part[0] == name)[2..], System.Globalization.CultureInfo.InvariantCulture);
}
