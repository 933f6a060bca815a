namespace DataSharing.Functions.Cases;

/// <summary>
/// The pipeline of operations on one of the caller's own cases: only an owned case reaches the handler. Asked first: a foreign case is no
/// place to use up an Idempotency-Key.
/// </summary>
public sealed class CaseApi(ApiPipeline api, OwnCases own)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, ApiOperation operation, string caseId, Func<ApiCall, Stored<CaseHead>, Task<IResult>> handler,
        CancellationToken cancellation)
        => api.HandleAsync(
            request, operation,
            async call => await handler(call, await own.HeadAsync(call.Caller, caseId, call.Cancellation).OrProblem()), cancellation);

    public Task<IResult> HandleAsync<TBody>(
        HttpRequest request, ApiOperation<TBody> operation, string caseId,
        Func<ApiCall<TBody>, Stored<CaseHead>, Task<IResult>> handler, CancellationToken cancellation)
        => api.HandleAsync(
            request, operation,
            async call => await handler(call, await own.HeadAsync(call.Caller, caseId, call.Cancellation).OrProblem()), cancellation);
}
