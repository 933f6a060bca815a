using System.Globalization;
using DataSharing.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.AccessLog;

/// <summary>The list of the log, newest first.</summary>
public sealed class ListAccessLog(ApiPipeline api, AccessLogReader log)
{
    public static readonly ApiOperation Operation = new("ListAccessLog", "GET", Routes.AccessLog)
    {
        Summary = "List the access log, newest first",
        Description =
            "An agency's officer sees entries in which the agency holds, acts or, in its own part, receives; the national officer all, "
                + "after stating a "
            + "purpose in the Purpose header (" + Purposes
                + "). Each reading is an entry itself. A page may be short, even empty, and have a cursor: go on until there is none.",
        Roles = [Roles.LogReview],
        Response = typeof(LogPage),
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
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.AccessLog)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(await log.ListAsync(
            call.Caller, PurposeHeader.Read(request), LogQuery.Read(call.Query),
            call.Query("limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : AccessLogReader.DefaultLimit,
            call.Query("cursor"), cancellation)), cancellation);
}

/// <summary>One entry's story.</summary>
public sealed class ReadAccessLogEntry(ApiPipeline api, StoryReader stories)
{
    public static readonly ApiOperation Operation = new("ReadAccessLogEntry", "GET", Routes.AccessLogEntry)
    {
        Summary = "Read one entry with its whole story",
        Description =
            "Request, decision, release, collections, stop and attestations, as far as the caller may see them. The id is that of the "
                + "list.",
        Roles = [Roles.LogReview],
        Response = typeof(LogStory),
        Problems = [ProblemType.NotFound, ProblemType.MissingPurpose],
    };

    [Function("ReadAccessLogEntry")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.AccessLogEntry)] HttpRequest request, string entryId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await stories.ReadAsync(call.Caller, PurposeHeader.Read(request), entryId, cancellation)), cancellation);
}

/// <summary>The check of a stream's chain.</summary>
public sealed class VerifyAccessLog(ApiPipeline api, LogVerifier verifier)
{
    public static readonly ApiOperation Operation = new("VerifyAccessLog", "GET", Routes.AccessLogVerification)
    {
        Summary = "Check the log of a case or of the own agency",
        Description =
            "Its hash chain, the seal of its end, the entries that wait, and that whatever left and every stop has its entry. Names the "
                + "first defect, if any. "
            + "Keep the head: a later check against it finds what even somebody with the key of the seals rewrote.",
        Roles = [Roles.LogReview],
        Response = typeof(LogVerificationView),
        Query = [new("case", "the case; without it the agency's own stream", Identifiers.Pattern)],
        Problems = [ProblemType.NotFound, ProblemType.MissingPurpose],
    };

    [Function("VerifyAccessLog")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.AccessLogVerification)] HttpRequest request,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call => ApiResults.Ok(
            await verifier.VerifyAsync(call.Caller, PurposeHeader.Read(request), call.Query("case"), cancellation)), cancellation);
}

internal static class PurposeHeader
{
    public static string? Read(HttpRequest request) =>
        request.Headers.TryGetValue(ReviewPurposes.Header, out StringValues value) && value.Count > 0 ? value.ToString() : null;
}
