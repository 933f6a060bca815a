namespace DataSharing.Functions.Tests.OpenApi;

/// <summary>What no operation answers is refused in the API's own words.</summary>
public sealed class NoOperationTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Theory]
    [InlineData("DELETE", "/api/v1/cases/some-case", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/api/v1/decisions", "OPTIONS, POST")]
    [InlineData("PATCH", "/api/v1/policy", "GET, HEAD, OPTIONS")]
    [InlineData("PUT", "/API/v1/Registrations/", "GET, HEAD, OPTIONS, POST")]
    public async Task Address_WhenItHasNoSuchMethod_SaysWhichItHas(string method, string address, string allowed)
    {
        Answer answer = await running.App.As(SampleBodies.Worker).SendAsync(new HttpMethod(method), address);
        Assert.Equal((405, "method-not-allowed", allowed), (answer.Status, answer.Problem, answer.Headers["Allow"]));
    }

    [Fact]
    public async Task Address_WhenItIsAskedForItsMethods_TellsThem()
    {
        Answer answer = await running.App.As(null).SendAsync(HttpMethod.Options, "/api/v1/policy");
        Assert.Equal((204, "GET, HEAD, OPTIONS"), (answer.Status, answer.Headers["Allow"]));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("POST", "/api/v2/cases")]
    [InlineData("GET", "/api/v1/policy//")]
    [InlineData("OPTIONS", "/api/v1/cases/some-case/nothing")]
    public async Task Address_WhenThereIsNone_IsAProblem(string method, string address) =>
        (await running.App.As(SampleBodies.Worker).SendAsync(new HttpMethod(method), address)).MustBe("not-found").Must(404);

    [Fact]
    public async Task Head_WhereverGetIs_AnswersTheSameWithoutABody()
    {
        Answer get = await running.App.As(null).SendAsync(HttpMethod.Get, "policy");
        Answer head = await running.App.As(null).SendAsync(HttpMethod.Head, "policy");
        Assert.Equal((200, get.ETag, 0), (head.Status, head.ETag, head.Bytes.Length));
        (await running.App.As(SampleBodies.Worker).SendAsync(HttpMethod.Head, "cases/nobody-nowhere")).Must(404);
        (await running.App.As(null).SendAsync(HttpMethod.Head, "registrations")).Must(401);
    }
}
