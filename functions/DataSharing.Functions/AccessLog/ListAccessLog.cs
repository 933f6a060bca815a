namespace DataSharing.Functions.AccessLog;

/// <summary>The list of the log, newest first.</summary>
public sealed class ListAccessLog(ApiPipeline api, AccessLogReader log)
{
    public static readonly ApiOperation Operation = new(typeof(ListAccessLog), "List the access log, newest first", Roles.LogReview)
    {
        Description =
            "An agency's officer sees entries in which the agency holds, acts or, in its own part, receives; the national officer all, "
                + "after stating a "
            + "purpose in the Purpose header (" + Purposes
                + "). Each reading is an entry itself. A page may be short, even empty, and have a cursor: go on until there is none.",
        Headers = [PurposeHeader.Parameter],
        Answer = ApiAnswer.Ok<LogPage>(),
        Query =
        [
            .. LogQuery.Parameters,
            new("cursor", "the position after the last page", "[A-Za-z0-9_-]{1,400}"),
            new("limit", "entries on a page, 1 to 100", "[1-9][0-9]?|100"),
        ],
        Problems = [ProblemType.MissingPurpose, ProblemType.MalformedCursor],
    };

    internal const string Purposes = "review, complaint, incident, inspection, subject-request, court-order";

    [Function("ListAccessLog")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.AccessLog)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(await log.ListAsync(
            call.Caller, PurposeHeader.Read(request), LogQuery.Read(call.Query).OrProblem(),
            call.Query("limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : AccessLogReader.DefaultLimit,
            call.Query("cursor"), cancellation).OrProblem()), cancellation);
}
