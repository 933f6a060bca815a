using DataSharing.Domain.Entries;
using DataSharing.Functions.Keys;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Cases;

/// <summary>The holder writes a case's record.</summary>
public sealed class WriteRecord(
    CaseApi api, RecordChecks checks, CaseRecords records, CaseKeys keys, CaseChanges changes, TimeProvider time)
{
    public static readonly ApiOperation<RecordBody> Operation = new(typeof(WriteRecord), "Write a case's record", Roles.ConsentRecord)
    {
        Description = "If-None-Match: * writes the first version, If-Match replaces the one that was read; one of the two is required.",
        Answer = ApiAnswer.Ok<RecordView>() with { ETag = true },
        OtherAnswer = ApiAnswer.Created<RecordView>() with { ETag = true },
        Headers =
        [
            new("If-Match", "The ETag that was read: replaces that version. Several, or * for whichever there is.", ".{1,1000}"),
            new("If-None-Match", "Writes the first version.", "\\*"),
        ],
        Problems =
        [
            ProblemType.StateConflict, ProblemType.MissingIfMatch, ProblemType.MalformedIfMatch, ProblemType.StaleIfMatch,
            ProblemType.UnknownField, ProblemType.InvalidValue,
        ],
    };

    [Function("WriteRecord")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.CaseRecord)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            OwnCases.WhyNotOpen(head.Value).OrProblem();
            Stored<RecordDocument>? former = await records.FindAsync(id, call.Cancellation);
            WhyNot(call.Request, former?.Value).OrProblem();
            FieldValue[] values = checks.Check(call.Body, call.Caller.Person).OrProblem();
            DateTimeOffset now = time.GetUtcNow();
            RecordDocument next = await SealAsync(id, (former?.Value.Version ?? 0) + 1, values, head.Value.CaseKey, now, call).OrProblem();
            LogEntry entry = RecordEntries.Written(
                call.Caller.On(id, now), RecordEntries.VersionOf(CaseRecords.RecordId, next.Version), isNew: former is null,
                GroupsOf(next));
            CaseCommit commit = await changes.ChangeRecordAsync(id, next, former?.ETag, entry);
            if (commit is CaseCommit.Moved or CaseCommit.NotFound)
                await records.ForgetAsync(next, call.Cancellation);
            OwnCases.WhyNotWritten(commit).OrProblem();
            if (former is not null)
                await records.ForgetAsync(former.Value, call.Cancellation);
            var view = new RecordView(id, next.Version, next.Paths, next.Known?.NotCoded ?? [], next.WrittenAt, next.WrittenBy);
            return former is null
                ? ApiResults.Created(CaseAddresses.Record(id), view, Version(next))
                : ApiResults.Ok(view, Version(next));
        }, cancellation);

    private async Task<Result<RecordDocument>> SealAsync(
        CaseId caseId, long version, IReadOnlyList<FieldValue> values, WrappedKey? wrapped, DateTimeOffset at, ApiCall call)
    {
        if (wrapped is null)
            return new Refusal(ProblemType.StateConflict, "the case was erased");
        using CaseKey key = await keys.OpenAsync(wrapped, call.Cancellation);
        return await records.SealAsync(caseId, version, values, key, at, call.Caller.Person, call.Cancellation);
    }

    /// <summary>Whether the version that there is may be replaced, or that there is none.</summary>
    private static Refusal? WhyNot(HttpRequest request, RecordDocument? former)
    {
        StringValues match = request.Headers.IfMatch, none = request.Headers.IfNoneMatch;
        if (match.Count == 0 && none.Count == 0)
            return new Refusal(
                ProblemType.MissingIfMatch,
                "a record is created with If-None-Match: * and replaced with If-Match and the ETag that was read", "If-Match");
        var versions = IfMatch.Read(match);
        if (match.Count > 0 && versions is null)
            return IfMatch.Malformed;
        if (former is not null && none.Count > 0)
            return new Refusal(
                ProblemType.StaleIfMatch, "there is a record already: read it, and replace it with If-Match", "If-None-Match");
        bool fits = former is null
            ? match.Count == 0 && none.Count == 1 && none[0] == "*"
            : versions?.Fits(Version(former)) is true;
        return fits ? null : OwnCases.Stale();
    }

    internal static string Version(RecordDocument record) => record.Version.ToString(CultureInfo.InvariantCulture);

    internal static IReadOnlyList<string> GroupsOf(RecordDocument record) =>
        [.. record.Paths.Select(path => path.Split('.')[0]).Distinct(StringComparer.Ordinal)];
}
