using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DataSharing.Functions.Tests.Http;

/// <summary>A body that no header announces, as HTTP/2 may carry one.</summary>
public sealed class UnexpectedBodyTests
{
    [Theory]
    [InlineData(true, "{}", true)]
    [InlineData(true, "", false)]
    [InlineData(false, "", false)]
    public async Task RequireNone_WhenTheServerAloneKnowsOfABody_LooksForIt(bool canHave, string body, bool refused)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestBodyDetectionFeature>(new Detected(canHave));
        http.Request.Body = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(body));
        Task asked = JsonBody.RequireNoneAsync(http.Request, default);
        if (refused)
            Assert.Equal(ProblemType.UnexpectedBody, (await Assert.ThrowsAsync<ProblemException>(() => asked)).Type);
        else
            await asked;
    }

    private sealed record Detected(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
