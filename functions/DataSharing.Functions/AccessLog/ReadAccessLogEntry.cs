namespace DataSharing.Functions.AccessLog;

/// <summary>One entry's story.</summary>
public sealed class ReadAccessLogEntry(ApiPipeline api, StoryReader stories)
{
    public static readonly ApiOperation Operation = new(typeof(ReadAccessLogEntry), "Read one entry with its whole story", Roles.LogReview)
    {
        Description =
            "Request, decision, release, collections, stop and attestations, as far as the caller may see them. The id is that of the "
                + "list.",
        Headers = [PurposeHeader.Parameter],
        Answer = ApiAnswer.Ok<LogStory>(),
        Problems = [ProblemType.MissingPurpose],
    };

    [Function("ReadAccessLogEntry")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.AccessLogEntry)] HttpRequest request, string entryId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await stories.ReadAsync(call.Caller, PurposeHeader.Read(request), entryId, cancellation).OrProblem()), cancellation);
}
