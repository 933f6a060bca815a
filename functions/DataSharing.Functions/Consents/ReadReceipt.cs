using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using Microsoft.Net.Http.Headers;

namespace DataSharing.Functions.Consents;

/// <summary>Her receipt: a page to print, or the same for machines. Reading it is on the case's log.</summary>
public sealed class ReadReceipt(ApiPipeline api, ConsentStore consents, Receipts receipts, CaseReading reading, TimeProvider time)
{
    private const string Html = "text/html", Json = "application/json";

    public static readonly ApiOperation Operation = new(typeof(ReadReceipt), "Read the receipt of a consent", Roles.ConsentRecord)
    {
        Description = "text/html: a page to print for the person, in plain words. application/json: in the shape of ISO/IEC TS 27560.",
        Answer = ApiAnswer.Ok<MachineReceipt>() with { ETag = true },
        ResponseTypes = [Json, Html],
        Problems = [ProblemType.NotAcceptable],
    };

    [Function("ReadReceipt")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "get", "head", Route = Routes.ConsentReceipt)] HttpRequest request, string caseId, string consentId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            string form = Choose(call.Request).OrProblem();
            (Stored<Consent> consent, CaseSnapshot snapshot) = await consents.ReadAsync(
                call.Caller, caseId, consentId, call.Cancellation).OrProblem();
            DateTimeOffset now = time.GetUtcNow();
            if (await receipts.MakeAsync(consent.Value, ConsentStanding.Of(consent.Value, snapshot, now), now, call.Cancellation)
                is not { } content)
                return ApiResults.Refused(OwnCases.NotFound());
            await reading.NoteAsync(
                call.Caller, snapshot.Head.CaseId, act => ConsentEntries.Read(act, ConsentPart.Receipt, consent.Value.Id)).OrProblem();
            IHeaderDictionary headers = call.Request.HttpContext.Response.Headers;
            headers.Vary = "Accept";
            if (form == Json)
                return ApiResults.Ok(MachineReceipt.Of(content), ConsentView.ETagOf(consent.Value));
            // Of the consent, not of this form of it: it is for If-Match alone.
            headers.ETag = "\"" + ConsentView.ETagOf(consent.Value) + "\"";
            headers.ContentSecurityPolicy = ReceiptPage.Policy;
            return Results.Content(ReceiptPage.Render(content), "text/html; charset=utf-8", Encoding.UTF8);
        }, cancellation);

    // RFC 9110, section 12.5.1: the most specific range counts for each form, the best quality wins; a tie is read by a machine.
    private static Result<string> Choose(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
            return Json;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? ranges))
            return NotAcceptable();
        double json = Quality(ranges, Json), html = Quality(ranges, Html);
        return Math.Max(json, html) <= 0 ? NotAcceptable() : html > json ? Html : Json;
    }

    private static double Quality(IList<MediaTypeHeaderValue> ranges, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        return ranges.Where(wanted.IsSubsetOf).OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
            .Select(range => range.Quality ?? 1).FirstOrDefault();
    }

    private static Refusal NotAcceptable() =>
        new(ProblemType.NotAcceptable, "the receipt is text/html or application/json", "Accept");
}
