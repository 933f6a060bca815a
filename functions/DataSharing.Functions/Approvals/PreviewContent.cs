using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Approvals;

/// <summary>Shows word for word what a sending of this moment would hold, to read it to the person. Source: .</summary>
public sealed class PreviewContent(CaseApi api, ContentDrafts drafts, CaseReading reading)
{
    public static readonly ApiOperation<ContentInput> Operation = new(
        typeof(PreviewContent), "See word for word what a sending of this moment would hold, to read it to the person", Roles.ConsentRecord)
    {
        Description = "As if she had approved it; nothing is sent or kept but the entry that it was read.",
        Answer = ApiAnswer.Ok<ContentPreview>(),
        Problems = ContentDrafts.Problems,
    };

    [Function("PreviewContent")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ContentPreview)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            ContentDrafts.WhyNotReadable(head.Value).OrProblem();
            ContentDraft draft = await drafts.MakeAsync(id, call.Body, call.Caller, "", call.Cancellation).OrProblem();
            await reading.NoteAsync(
                call.Caller, id, act => RecordEntries.Previewed(act, draft.Basis.Request.Recipient, draft.Groups)).OrProblem();
            return ApiResults.Ok(new ContentPreview(draft.Digest, draft.Paths, draft.Json));
        }, cancellation);
}
