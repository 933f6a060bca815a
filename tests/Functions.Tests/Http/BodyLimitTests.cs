using System.Net.Http.Headers;
using System.Text;
using DataSharing.Functions.Http;

namespace DataSharing.Functions.Tests.Http;

/// <summary>The longest body, as a client of the API meets it.</summary>
public sealed class BodyLimitTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhenTheBodyIsTooLong_NamesTheLimit(bool chunked)
    {
        (int status, string problem) = await SendAsync(JsonBody.MaximumLength + 1, chunked);
        Assert.Equal(413, status);
        Assert.Contains("\"urn:datasharing:problem:body-too-large\"", problem, StringComparison.Ordinal);
        Assert.Contains("the body is longer than 1048576 bytes", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhenTheBodyIsAsLongAsItMayBe_IsRead(bool chunked) =>
        Assert.Contains("malformed-json", (await SendAsync(JsonBody.MaximumLength, chunked)).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Call_WhenABodyInChunksComesUnasked_IsRefused()
    {
        using HttpRequestMessage request = running.App.As("advocate-worker").Request(HttpMethod.Get, "cases/case-none");
        request.Content = new ByteArrayContent(new byte[JsonBody.MaximumLength]);
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await running.App.Http.SendAsync(request);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("unexpected-body", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Problem)> SendAsync(int length, bool chunked)
    {
        using HttpRequestMessage request = running.App.As("advocate-worker").Request(
            HttpMethod.Post, "cases", key: Guid.NewGuid().ToString("N"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(new string('x', length)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage answer = await running.App.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
