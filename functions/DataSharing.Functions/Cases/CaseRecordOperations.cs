using DataSharing.Functions.Ledger;
using System.Globalization;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Http;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Cases;

/// <summary>The holder writes and reads a case's record. Every reading is on the case's log before a value is handed out.</summary>
public sealed class CaseRecordOperations(
    ApiPipeline api, OwnCases own, RecordChecks checks, CaseRecords records, CaseKeys keys, CaseChanges changes, CaseReading reading,
    TimeProvider time)
{
    private const int Tries = 3;

    public static readonly ApiOperation WriteOperation = new("WriteRecord", "PUT", Routes.CaseRecord)
    {
        Summary = "Write a case's record",
        Description = "If-None-Match: * writes the first version, If-Match replaces the one that was read; one of the two is required.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(RecordBody),
        Response = typeof(RecordView),
        Problems = [
            ProblemType.NotFound,
            ProblemType.StateConflict,
            ProblemType.MissingIfMatch,
            ProblemType.StaleIfMatch,
            ProblemType.UnknownField,
            ProblemType.InvalidValue,
        ],
    };

    public static readonly ApiOperation ReadOperation = new("ReadRecord", "GET", Routes.CaseRecord)
    {
        Summary = "Read a case's record",
        Description = "If the reading cannot be logged, nothing is handed out.",
        Roles = [Roles.ConsentRecord],
        Response = typeof(RecordBody),
        Problems = [ProblemType.NotFound, ProblemType.StateConflict],
    };

    [Function("WriteRecord")]
    public Task<IResult> Write(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.CaseRecord)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<RecordBody>(request, WriteOperation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            OwnCases.RequireOpen(head.Value);
            long? expected = ReadVersion(call.Request);
            Stored<RecordDocument>? former = await records.FindAsync(caseId, call.Cancellation);
            if (former?.Value.Version != expected)
                throw OwnCases.Stale();
            IReadOnlyList<FieldValue> values = checks.Check(call.Body, call.Caller.Person);
            DateTimeOffset now = time.GetUtcNow();
            RecordDocument next = await SealAsync(caseId, (expected ?? 0) + 1, values, head.Value.CaseKey, now, call);
            LogEntry entry = CaseEntries.Of(call.Caller, caseId, LogAction.RecordWritten, now) with
            {
                Outcome = expected is null ? "created" : "replaced",
                Cause = CaseRecords.RecordId + "@" + next.Version.ToString(CultureInfo.InvariantCulture),
                FieldGroups = GroupsOf(next),
            };
            CaseCommit commit = await changes.ChangeRecordAsync(caseId, next, former?.ETag, entry);
            if (commit is CaseCommit.Moved or CaseCommit.NotFound)
                await records.ForgetAsync(next, call.Cancellation);
            OwnCases.Require(commit);
            if (former is not null)
                await records.ForgetAsync(former.Value, call.Cancellation);
            var view = new RecordView(caseId, next.Version, next.Paths, next.Known?.NotCoded ?? [], next.WrittenAt, next.WrittenBy);
            return expected is null
                ? ApiResults.Created(CaseAddresses.Record(caseId), view, Version(next))
                : ApiResults.Ok(view, Version(next));
        }, cancellation);

    [Function("ReadRecord")]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.CaseRecord)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ReadOperation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            OwnCases.RequireUnsealed(head.Value);
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                if (await records.FindAsync(caseId, call.Cancellation) is not { } record || head.Value.CaseKey is not { } wrapped)
                    throw OwnCases.NotFound();
                await reading.NoteAsync(
                    call.Caller, caseId, LogAction.RecordRead, "record", CaseRecords.RecordId + "@" + Version(record.Value),
                    GroupsOf(record.Value));
                using CaseKey key = await keys.OpenAsync(wrapped, call.Cancellation);
                // Null: replaced since it was found; the newer version is read, and logged, instead.
                if (await records.OpenAsync(caseId, record.Value, key, call.Cancellation) is { } values)
                    return ApiResults.Ok(new RecordBody([.. values.Select(RecordField.From)]), Version(record.Value));
            }

            throw new StoreUnavailableException("the record is written too often to be read");
        }, cancellation);

    private async Task<RecordDocument> SealAsync(
        string caseId, long version, IReadOnlyList<FieldValue> values, WrappedKey? wrapped, DateTimeOffset at, ApiCall call)
    {
        using CaseKey key = await keys.OpenAsync(
            wrapped ?? throw new ProblemException(ProblemType.StateConflict, "the case was erased"), call.Cancellation);
        return await records.SealAsync(caseId, version, values, key, at, call.Caller.Person, call.Cancellation);
    }

    /// <summary>The version to replace; null to create.</summary>
    private static long? ReadVersion(HttpRequest request)
    {
        StringValues match = request.Headers.IfMatch, none = request.Headers.IfNoneMatch;
        if (match.Count == 0 && none.Count == 0)
            throw new ProblemException(
                ProblemType.MissingIfMatch,
                "a record is created with If-None-Match: * and replaced with If-Match and the ETag that was read", "If-Match");
        if (none.Count == 1 && match.Count == 0 && none[0] == "*")
            return null;
        string? etag = none.Count == 0 && match.Count == 1 ? match[0] : null;
        return etag is { Length: > 2 } && etag[0] == '"' && etag[^1] == '"'
            && long.TryParse(etag.AsSpan(1, etag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            ? version
            : throw OwnCases.Stale();
    }

    private static string Version(RecordDocument record) => record.Version.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> GroupsOf(RecordDocument record) =>
        [.. record.Paths.Select(path => path.Split('.')[0]).Distinct(StringComparer.Ordinal)];
}
