using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Tests.Worker;

/// <summary>What a client sees of the function app in Azure, as far as the app itself makes it.</summary>
public sealed class WorkerServerTests
{
    // The server counts a chunk's length and line ends as the body's.
    private const int Framing = 64;

    [Fact]
    public async Task Answer_Always_CarriesSafeHeadersAndNoServerName()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(_ => Task.FromResult(Results.Ok()));
        foreach (string host in new[] { "agencies.example", "quiet.example" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json") { Headers = { Host = host } };
            using HttpResponseMessage answer = await server.Http.SendAsync(request);
            Assert.Equal(host == "quiet.example" ? HttpStatusCode.NotFound : HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Server"));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }
    }

    [Theory]
    [InlineData(ServerLimits.DefaultBody, false, 200)]
    [InlineData(ServerLimits.DefaultBody + 1, false, 413)]
    [InlineData(ServerLimits.DefaultBody - Framing, true, 200)]
    [InlineData(ServerLimits.DefaultBody + 1, true, 413)]
    public async Task Body_WhenReadToItsEnd_IsReadUpToTheLimit(long length, bool chunked, int status)
    {
        await using WorkerServer server = await WorkerServer.StartAsync(LengthAsync);
        (int answered, string body) = await SendAsync(server, length, chunked);
        Assert.Equal(status, answered);
        if (status == 413)
            AssertNames(ServerLimits.DefaultBody, body);
        else
            Assert.Equal($"{length}", body);
        Assert.Empty(server.Escaped);
        Assert.Empty(server.Logs.Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_WhenOverTheLimitThatWasSet_IsTheSameProblemWhoeverReadsIt(bool chunked)
    {
        foreach (Func<HttpRequest, Task<IResult>> function in new Func<HttpRequest, Task<IResult>>[] { LengthAsync, JsonAsync })
        {
            await using WorkerServer server = await WorkerServer.StartAsync(function, (ServerLimits.BodySetting, "2048"));
            Assert.Equal(200, (await SendAsync(server, chunked ? 2048 - Framing : 2048, chunked)).Status);
            (int status, string body) = await SendAsync(server, 2049, chunked);
            Assert.Equal(413, status);
            AssertNames(2048, body);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_WhenOverTheApisOwnLimit_IsTheProblemThatNamesIt(bool chunked)
    {
        await using WorkerServer server = await WorkerServer.StartAsync(JsonAsync);
        Assert.Equal(200, (await SendAsync(server, JsonBody.MaximumLength, chunked)).Status);
        (int status, string body) = await SendAsync(server, JsonBody.MaximumLength + 1, chunked);
        Assert.Equal(413, status);
        AssertNames(JsonBody.MaximumLength, body);
    }

    [Fact]
    public async Task Failure_WhileTheAnswerIsWritten_IsEmpty500AndItsMessageGoesNowhere()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(_ => Task.FromResult<IResult>(new Failing(late: false)));
        using HttpResponseMessage answer = await server.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Empty(server.Escaped);
        Assert.DoesNotContain("Canary", Assert.Single(server.Logs.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_WhenHalfAnswered_CutsTheConnection()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(_ => Task.FromResult<IResult>(new Failing(late: true)));
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Http.GetStringAsync(new Uri("/", UriKind.Relative)));
        Assert.Empty(server.Escaped);
        Assert.DoesNotContain("Canary", Assert.Single(server.Logs.Entries).Text, StringComparison.Ordinal);
    }

    private static async Task<IResult> LengthAsync(HttpRequest request)
    {
        long length = 0;
        byte[] buffer = new byte[65536];
        for (int read; (read = await request.Body.ReadAsync(buffer)) > 0;)
            length += read;
        return Results.Text($"{length}");
    }

    private static async Task<IResult> JsonAsync(HttpRequest request)
    {
        try
        {
            return Results.Text($"{(await JsonBody.ReadBytesAsync(request, request.HttpContext.RequestAborted)).Length}");
        }
        catch (ProblemException problem)
        {
            return new ProblemResult(problem.Refusal);
        }
    }

    private static async Task<(int Status, string Body)> SendAsync(WorkerServer server, long length, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[length]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        // So that what is refused for its announced length is not sent; the server may cut it off.
        request.Headers.ExpectContinue = !chunked;
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static void AssertNames(long limit, string body)
    {
        JsonNode problem = JsonNode.Parse(body)!;
        Assert.Equal(
            ("urn:datasharing:problem:body-too-large", $"the body is longer than {limit} bytes"),
            ((string)problem["type"]!, (string)problem["detail"]!));
    }

    private sealed class Failing(bool late) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (late)
            {
                await httpContext.Response.WriteAsync("half");
                await httpContext.Response.Body.FlushAsync();
            }

            throw new InvalidOperationException("Maria Canary");
        }
    }
}
