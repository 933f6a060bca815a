using DataSharing.Functions.Http;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Http;

public sealed class ApiPipelineTests
{
    private static readonly ApiOperation Operation = new("Test", "GET", "api/v1/test", "Test");

    public static TheoryData<Exception> Outages => [new StoreUnavailableException("store"), new KeyUnavailableException("key")];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task HandleAsync_WhenAStoreDoesNotAnswer_SaysUnavailableAndToRepeat(Exception outage)
    {
        var pipeline = new ApiPipeline(new Nobody(), new Nobody(), NullLogger<ApiPipeline>.Instance);
        IResult result = await pipeline.HandleAsync(new DefaultHttpContext().Request, Operation, _ => throw outage, CancellationToken.None);
        Assert.Equal(ProblemType.Unavailable, Assert.IsType<ProblemResult>(result).Type);
    }

    [Fact]
    public async Task HandleAsync_WhenTheOperationIsToEnd_TellsSinceWhenAndWhen()
    {
        var request = new DefaultHttpContext();
        var announced = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ApiOperation ending = Operation with { Ends = new EndOfLife(announced, announced.AddYears(1)) };
        await new ApiPipeline(new Nobody(), new Nobody(), NullLogger<ApiPipeline>.Instance)
            .HandleAsync(request.Request, ending, _ => Task.FromResult(ApiResults.NoContent()), CancellationToken.None);
        Assert.Equal("@1798761600", request.Response.Headers["Deprecation"]);
        Assert.Equal("Sat, 01 Jan 2028 00:00:00 GMT", request.Response.Headers["Sunset"]);
        Assert.Null(Operation.Ends);
    }

    /// <summary>What operators see of a refusal does not depend on how it was told.</summary>
    [Fact]
    public async Task HandleAsync_WhenRefused_LogsAReturnedRefusalAsAThrownOne()
    {
        var refusal = new Refusal(ProblemType.StateConflict, "the case is closed");
        string[] returned = await LinesAsync(_ => Task.FromResult(ApiResults.Refused(refusal)));
        string[] thrown = await LinesAsync(_ => throw new ProblemException(refusal));

        Assert.Contains("state-conflict", Assert.Single(returned), StringComparison.Ordinal);
        Assert.Equal(thrown, returned);

        static async Task<string[]> LinesAsync(Func<ApiCall, Task<IResult>> handler)
        {
            using var logs = new CapturedLogs();
            var pipeline = new ApiPipeline(new Nobody(), new Nobody(), new Microsoft.Extensions.Logging.Logger<ApiPipeline>(logs));
            // The line names the call: the same one here.
            HttpRequest request = new DefaultHttpContext().Request;
            request.Headers["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            IResult result = await pipeline.HandleAsync(request, Operation, handler, CancellationToken.None);
            Assert.Equal(ProblemType.StateConflict, Assert.IsType<ProblemResult>(result).Type);
            return [.. logs.Lines];
        }
    }

    private sealed class Nobody : ICallerAuthenticator, IRateLimiter
    {
        public Task<Result<Caller>> AuthenticateAsync(HttpRequest request, CancellationToken cancellation) =>
            Task.FromResult<Result<Caller>>(new Caller("reg-1", "body-1", "SHELT", "p-1", new HashSet<string>()));

        public Allowance Enter(Caller caller, ApiOperation operation) => Allowance.Unlimited;

        public Allowance Enter(System.Net.IPAddress? source) => Allowance.Unlimited;
    }
}
