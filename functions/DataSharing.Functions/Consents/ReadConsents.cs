using DataSharing.Functions.Ledger;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Consents;

/// <summary>The holder reads consents as they stand now. Every reading is on the case's log first.</summary>
public sealed class ReadConsents(ApiPipeline api, ConsentStore consents, OwnCases own, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation ListOperation = new("ListConsents", "GET", Routes.Consents)
    {
        Summary = "List the consents of a case",
        Roles = [Roles.ConsentRecord],
        Response = typeof(ConsentList),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation ReadOperation = new("ReadConsent", "GET", Routes.Consent)
    {
        Summary = "Read a consent",
        Description = "Its state is how it stands now: a stop or an ended validity shows at once.",
        Roles = [Roles.ConsentRecord],
        Response = typeof(ConsentView),
        Problems = [ProblemType.NotFound],
    };

    [Function("ListConsents")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Consents)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ListOperation, async call =>
        {
            CaseSnapshot snapshot = await own.LoadAsync(call.Caller, caseId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, ConsentEntries.Listed);
            DateTimeOffset now = time.GetUtcNow();
            return ApiResults.Ok(new ConsentList([.. snapshot.Consents.Select(consent => ConsentView.Of(consent, snapshot, now))]));
        }, cancellation);

    [Function("ReadConsent")]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Consent)] HttpRequest request, string caseId, string consentId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ReadOperation, async call =>
        {
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.RequireAsync(
                call.Caller, caseId, consentId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, act => ConsentEntries.Read(act, ConsentPart.Consent, consentId));
            return ApiResults.Ok(ConsentView.Of(consent.Value, snapshot, time.GetUtcNow()), ConsentView.ETagOf(consent.Value));
        }, cancellation);
}
