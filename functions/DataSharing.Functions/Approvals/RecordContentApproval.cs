using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>Records that the person approved exactly this content for this recipient. Source: .</summary>
public sealed class RecordContentApproval(
    CaseApi api, PolicySet policy, ContentDrafts drafts, ContentApprovals approvals, CaseChanges changes, CaseReading reading,
    RegistryReader registry, Idempotency idempotency, TimeProvider time)
{
    private const int MostStanding = 50;
    private const int Tries = 10;

    public static readonly ApiOperation<ContentApprovalInput> Operation = new(
        typeof(RecordContentApproval), "Record that the person approved this exact content for this recipient", Roles.ConsentRecord)
    {
        Description =
            "The system computes the digest over what would go now. If that is not the previewed content, it is answered state-conflict "
                + "and nothing is approved: preview it and read it to her again. Any later change of a field in it voids the approval "
                + "for that content.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Created<ContentApprovalView>(),
        Problems = [.. ContentDrafts.Problems, ProblemType.UnknownPerson],
    };

    [Function("RecordContentApproval")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.ContentApprovals)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            ContentDrafts.WhyNotReadable(head.Value).OrProblem();
            await WhyNotAsync(call.Body, call.Caller, call.Cancellation).OrProblem();
            Idempotent begun = await idempotency.BeginAsync(
                call, Operation, async id => await approvals.FindAsync(head.Value.CaseId, id, call.Cancellation) is not null).OrProblem();
            if (begun.IsReplay)
                return Created(head.Value.CaseId, (await approvals.FindAsync(head.Value.CaseId, begun.Id, call.Cancellation))!.Value);
            return Created(
                head.Value.CaseId,
                await idempotency.RefusableAsync(call, begun, () => RecordAsync(head.Value.CaseId, begun.Id, call)).OrProblem());
        }, cancellation);

    private async Task<Result<ApprovalDocument>> RecordAsync(CaseId caseId, string id, ApiCall<ContentApprovalInput> call)
    {
        ContentInput input = call.Body.Content;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Result<Stored<CaseFacts>> read = await reading.FactsAsync(caseId, call.Cancellation);
            if (read.Refusal is { } gone)
                return gone;
            Stored<CaseFacts> facts = read.Value;
            if (facts.Value.Approvals.Count >= MostStanding)
                return new Refusal(
                    ProblemType.StateConflict, $"at most {MostStanding} approvals stand at a time: take back those that no longer serve");
            Result<ContentDraft> made = await drafts.MakeAsync(caseId, input, call.Caller, "/content", call.Cancellation);
            if (made.Refusal is { } impossible)
                return impossible;
            ContentDraft draft = made.Value;
            if (draft.Digest != call.Body.Digest)
                return new Refusal(
                    ProblemType.StateConflict, "what would go now is not what was read to her: preview it, and read it to her again",
                    "/digest");
            CaseHead head = draft.Basis.Case!.Head;
            DateTimeOffset readAt = CallerTimes.Happened(call.Body.ReadAt, time.GetUtcNow());
            if (await WhyNotReadSinceAsync(draft, readAt, call.Cancellation) is { } early)
                return early;
            var content = new ApprovedContent
            {
                Canonical = draft.Canonical,
                Letter = draft.Letter,
                ReadBy = call.Body.ReadBy,
                ReadIn = call.Body.ReadIn,
                ReadAt = readAt,
            };
            var document = new ApprovalDocument(
                id, draft.Basis.Request.Recipient, input.Pathway, await approvals.SealAsync(head, id, content, call.Cancellation),
                call.Caller.At(time.GetUtcNow()), Matter: draft.Basis.Request.Matter);
            var mark = new ContentApproval(
                id, draft.Basis.Request.Recipient, input.Pathway, draft.Decision.Tier!.Value, draft.Paths, draft.Letter is not null,
                document.Matter);
            // A record that changes meanwhile makes this an approval of what was: it lets nothing else out, as after any later change.
            CaseCommit commit = await changes.ChangeFactsAsync(
                caseId, facts.Value with { Approvals = [.. facts.Value.Approvals, mark] }, facts.ETag,
                RecordEntries.Approved(
                    call.Caller.On(caseId, document.By.At), id, document.Recipient, document.Pathway, draft.Groups),
                Storage.Operation.Create(CaseIds.Approval(id), document));
            if (commit is CaseCommit.Committed or CaseCommit.AlreadyDone)
                return document;
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    private async Task<Refusal?> WhyNotAsync(ContentApprovalInput input, Caller caller, CancellationToken cancellation)
    {
        var defects = new BodyDefects();
        defects.Past(input.ReadAt, time.GetUtcNow(), "/readAt");
        if (PersonId.Read(input.ReadBy) is not { } person
            || await registry.FindPersonAsync(caller.Registration, person, cancellation) is null)
            defects.Add(ProblemType.UnknownPerson, "/readBy", "who read it to her is a registered person of the holder", "R-270");
        return defects.WhyRefused();
    }

    // Nobody can have read to her what there was not yet, and what she said before she stopped the sharing is no yes after it.
    private async Task<Refusal?> WhyNotReadSinceAsync(ContentDraft draft, DateTimeOffset read, CancellationToken cancellation)
    {
        CaseSnapshot snapshot = draft.Basis.Case!;
        IReadOnlyList<ClockCorrection> corrections = snapshot.Facts.Corrections;
        DateTimeOffset? opened = (await approvals.FirstEntryAsync(snapshot.Head.CaseId, cancellation))?.At;
        var defects = new BodyDefects();
        defects.Unless(
            opened is not { } begun || read >= corrections.Select(one => one.At).Append(begun).Min() - policy.Profile.ClockSkew, "/readAt",
            "it was read to her before the case was opened", "R-270");
        if (snapshot.Consents.FirstOrDefault(one => one.Id == draft.Decision.ConsentId) is { } consent
            && draft.Decision.ScopeId is { } scope)
        {
            var key = new SharingKey(consent.Purpose, draft.Decision.Pathway, draft.Decision.Recipient, draft.Basis.Request.Matter);
            defects.Unless(
                snapshot.Head.Stops.All(stop => !stop.IsAbout(consent.Id, scope, key) || corrections.SaidAt(stop) <= read), "/readAt",
                "the sharing was stopped after it was read to her: read it to her again", "R-264");
        }

        return defects.WhyRefused();
    }

    private static IResult Created(CaseId caseId, ApprovalDocument document) =>
        ApiResults.Created($"{CaseAddresses.Case(caseId)}/content-approvals/{document.Id}", ContentApprovalView.Of(document));
}
