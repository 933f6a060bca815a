namespace DataSharing.Functions.AccessLog;

/// <summary>The check of a stream's chain.</summary>
public sealed class VerifyAccessLog(ApiPipeline api, LogVerifier verifier)
{
    public static readonly ApiOperation Operation = new(
        typeof(VerifyAccessLog), "Check the log of a case or of the own agency", Roles.LogReview)
    {
        Description =
            "Its hash chain, the seal of its end, the entries that wait, and that whatever left and every stop has its entry. Names the "
                + "first defect, if any. "
            + "Keep the head: a later check against it finds what even somebody with the key of the seals rewrote.",
        Headers = [PurposeHeader.Parameter],
        Answer = ApiAnswer.Ok<LogVerificationView>(),
        Query = [new("case", "the case; without it the agency's own stream", IdForm.Pattern)],
        Problems = [ProblemType.NotFound, ProblemType.MissingPurpose],
    };

    [Function("VerifyAccessLog")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.AccessLogVerification)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(await verifier.VerifyAsync(
            call.Caller, PurposeHeader.Read(request), call.Query("case"), cancellation).OrProblem()), cancellation);
}
