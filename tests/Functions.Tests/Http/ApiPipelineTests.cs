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

    private sealed class Nobody : ICallerAuthenticator, IRateLimiter
    {
        public Task<Result<Caller>> AuthenticateAsync(HttpRequest request, CancellationToken cancellation) =>
            Task.FromResult<Result<Caller>>(new Caller("reg-1", "body-1", "SHELT", "p-1", new HashSet<string>()));

        public Refusal? Enter(Caller caller, ApiOperation operation) => null;
    }
}
