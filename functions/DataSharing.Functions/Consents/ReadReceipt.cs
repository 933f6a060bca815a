using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Consents;

/// <summary>Her receipt: a page to print, or the same for machines. Reading it is on the case's log.</summary>
public sealed class ReadReceipt(ApiPipeline api, ConsentStore consents, Receipts receipts, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation Operation = new(typeof(ReadReceipt), "Read the receipt of a consent", Roles.ConsentRecord)
    {
        Description = "text/html: a page to print for the person, in plain words. application/json: in the shape of ISO/IEC TS 27560.",
        Answer = ApiAnswer.Ok<MachineReceipt>() with { ETag = true },
        ResponseTypes = [AcceptedForm.Json, AcceptedForm.Html],
        Problems = [ProblemType.NotAcceptable],
    };

    [Function("ReadReceipt")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.ConsentReceipt)] HttpRequest request, string caseId, string consentId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            string form = AcceptedForm.Choose(call.Request, "the receipt").OrProblem();
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.ReadAsync(
                call.Caller, caseId, consentId, call.Cancellation).OrProblem();
            DateTimeOffset now = time.GetUtcNow();
            if (await receipts.MakeAsync(consent.Value, ConsentStanding.Of(consent.Value, snapshot, now), now, call.Cancellation)
                is not { } content)
                return ApiResults.Refused(OwnCases.NotFound());
            await reading.NoteAsync(
                call.Caller, snapshot.Head.CaseId, act => ConsentEntries.Read(act, ConsentPart.Receipt, consent.Value.Id)).OrProblem();
            IHeaderDictionary headers = call.Request.HttpContext.Response.Headers;
            if (form == AcceptedForm.Json)
                return ApiResults.Ok(MachineReceipt.Of(content), ConsentView.ETagOf(consent.Value));
            // Of the consent, not of this form of it: it is for If-Match alone.
            headers.ETag = "\"" + ConsentView.ETagOf(consent.Value) + "\"";
            headers.ContentSecurityPolicy = ReceiptPage.Policy;
            return Results.Content(ReceiptPage.Render(content), "text/html; charset=utf-8", Encoding.UTF8);
        }, cancellation);
}
