using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>The holder reads a consent as it stands now. The reading is on the case's log first.</summary>
public sealed class ReadConsent(ApiPipeline api, ConsentStore consents, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(typeof(ReadConsent), "Read a consent", Roles.ConsentRecord)
    {
        Description = "Its state is how it stands now: a stop or an ended validity shows at once.",
        Answer = ApiAnswer.Ok<ConsentView>() with { ETag = true },
    };

    [Function("ReadConsent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.Consent)] HttpRequest request, string caseId, string consentId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.ReadAsync(
                call.Caller, caseId, consentId, call.Cancellation).OrProblem();
            await reading.NoteAsync(
                call.Caller, snapshot.Head.CaseId, act => ConsentEntries.Read(act, ConsentPart.Consent, consent.Value.Id)).OrProblem();
            return ApiResults.Ok(ConsentView.Of(consent.Value, snapshot, time.GetUtcNow()), ConsentView.ETagOf(consent.Value));
        }, cancellation);
}
