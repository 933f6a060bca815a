using DataSharing.Functions.Ledger;
using System.Text.Json;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Approvals;

/// <summary>
/// A letter or package is read to the person as it would go, and she approves exactly that. Source.
/// </summary>
public sealed class ContentApprovalOperations(
    ApiPipeline api, OwnCases own, PolicySet policy, ContentDrafts drafts, ContentApprovals approvals, CaseChanges changes,
    CaseReading reading, RegistryReader registry, Idempotency idempotency, TimeProvider time)
{
    private const int MostStanding = 50;
    private const int Tries = 10;

    private static readonly ProblemType[] OfContent =
    [
        ProblemType.NotFound, ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.UnknownPathway, ProblemType.UnknownAgency,
        ProblemType.UnknownField,
        ProblemType.MissingMember, ProblemType.MalformedId,
    ];

    public static readonly ApiOperation PreviewOperation = new("PreviewContent", "POST", Routes.ContentPreview)
    {
        Summary = "See word for word what a sending of this moment would hold, to read it to the person",
        Description = "As if she had approved it; nothing is sent or kept but the entry that it was read.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ContentInput),
        Response = typeof(ContentPreview),
        Problems = OfContent,
    };

    public static readonly ApiOperation RecordOperation = new("RecordContentApproval", "POST", Routes.ContentApprovals)
    {
        Summary = "Record that the person approved this exact content for this recipient",
        Description =
            "The system computes the digest over what would go now. If that is not the previewed content, it is answered state-conflict "
                + "and nothing is approved: preview it and read it to her again. Any later change of a field in it voids the approval "
                + "for that content.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(ContentApprovalInput),
        IdempotencyKey = true,
        Success = 201,
        Response = typeof(ContentApprovalView),
        Problems = [.. OfContent, ProblemType.UnknownPerson],
    };

    public static readonly ApiOperation ListOperation = new("ListContentApprovals", "GET", Routes.ContentApprovals)
    {
        Summary = "List the approvals of a case, without what was approved",
        Roles = [Roles.ConsentRecord],
        Response = typeof(ContentApprovalList),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation ReadOperation = new("ReadContentApproval", "GET", Routes.ContentApproval)
    {
        Summary = "Read what was approved, who read it to her, in which language and when",
        Roles = [Roles.ConsentRecord],
        Response = typeof(ApprovedContentView),
        Problems = [ProblemType.NotFound],
    };

    public static readonly ApiOperation WithdrawOperation = new("WithdrawContentApproval", "POST", Routes.ContentApprovalWithdrawal)
    {
        Summary = "Take an approval back: nothing more goes on the strength of it",
        Description =
            "At once, without a reason. What rests on it and was not fetched yet ends at the next attempt to fetch it. Repeating it "
                + "changes nothing.",
        Stops = true,
        Roles = [Roles.ConsentRecord],
        Response = typeof(ContentApprovalView),
        Problems = [ProblemType.NotFound],
    };

    [Function("PreviewContent")]
    public Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ContentPreview)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<ContentInput>(request, PreviewOperation, async call =>
        {
            await RequireReadableAsync(call, caseId);
            ContentDraft draft = await drafts.MakeAsync(caseId, call.Body, call.Caller, "", call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, LogAction.RecordRead, "preview", call.Body.Recipient, GroupsOf(draft.Paths));
            return ApiResults.Ok(new ContentPreview(draft.Digest, draft.Paths, Json(draft.Canonical)));
        }, cancellation);

    [Function("RecordContentApproval")]
    public Task<IResult> Record(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ContentApprovals)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<ContentApprovalInput>(request, RecordOperation, async call =>
        {
            await RequireReadableAsync(call, caseId);
            await CheckAsync(call.Body, call.Caller, call.Cancellation);
            Idempotent begun = await idempotency.BeginAsync(
                call, RecordOperation, async id => await approvals.FindAsync(caseId, id, call.Cancellation) is not null);
            if (begun.IsReplay)
                return Created(caseId, (await approvals.FindAsync(caseId, begun.Id, call.Cancellation))!.Value);
            return await idempotency.RefusableAsync(call, begun, async () => Created(caseId, await RecordAsync(caseId, begun.Id, call)));
        }, cancellation);

    [Function("ListContentApprovals")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.ContentApprovals)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, ListOperation, async call =>
        {
            await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, LogAction.CaseRead, "approvals");
            return ApiResults.Ok(new ContentApprovalList([.. (await approvals.ListAsync(caseId, call.Cancellation)).Select(View)]));
        }, cancellation);

    [Function("ReadContentApproval")]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.ContentApproval)] HttpRequest request, string caseId,
        string approvalId, CancellationToken cancellation)
        => api.HandleAsync(request, ReadOperation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
            ApprovalDocument found = await RequireAsync(head.Value, approvalId, call.Cancellation);
            await reading.NoteAsync(call.Caller, caseId, LogAction.RecordRead, "approvedContent", found.Id);
            ApprovedContent content = await approvals.OpenAsync(head.Value, found.Id, call.Cancellation) ?? throw OwnCases.NotFound();
            return ApiResults.Ok(
                new ApprovedContentView(
                    View(found), content.Digest, Json(content.Canonical), content.ReadBy, content.ReadIn, content.ReadAt));
        }, cancellation);

    [Function("WithdrawContentApproval")]
    public Task<IResult> Withdraw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ContentApprovalWithdrawal)] HttpRequest request, string caseId,
        string approvalId, CancellationToken cancellation)
        => api.HandleAsync(request, WithdrawOperation, async call =>
        {
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation);
                ApprovalDocument found = await RequireAsync(head.Value, approvalId, call.Cancellation);
                if (found.WithdrawnAt is not null)
                    return ApiResults.Ok(View(found));
                Stored<CaseFacts> facts = await reading.FactsAsync(caseId, call.Cancellation);
                ApprovalDocument ended = found with { WithdrawnAt = time.GetUtcNow() };
                CaseCommit commit = await changes.ChangeFactsAsync(
                    caseId, facts.Value with { Approvals = [.. facts.Value.Approvals.Where(one => one.Id != found.Id)] }, facts.ETag,
                    Entry(call.Caller, caseId, LogAction.ContentWithdrawn, ended), Operation.Replace(CaseIds.Approval(found.Id), ended));
                if (commit is CaseCommit.Committed or CaseCommit.AlreadyDone)
                    return ApiResults.Ok(View(ended));
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);

    private async Task<ApprovalDocument> RecordAsync(string caseId, string id, ApiCall<ContentApprovalInput> call)
    {
        ContentInput input = call.Body.Content;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Stored<CaseFacts> facts = await reading.FactsAsync(caseId, call.Cancellation);
            if (facts.Value.Approvals.Count >= MostStanding)
                throw new ProblemException(
                    ProblemType.StateConflict, $"at most {MostStanding} approvals stand at a time: take back those that no longer serve");
            ContentDraft draft = await drafts.MakeAsync(caseId, input, call.Caller, "/content", call.Cancellation);
            if (draft.Digest != call.Body.Digest)
                throw new ProblemException(
                    ProblemType.StateConflict, "what would go now is not what was read to her: preview it, and read it to her again",
                    "/digest");
            CaseHead head = draft.Basis.Case!.Head;
            await RequireReadSinceAsync(draft, call.Body.ReadAt, call.Cancellation);
            var content = new ApprovedContent
            {
                Canonical = draft.Canonical,
                Letter = draft.Letter,
                ReadBy = call.Body.ReadBy,
                ReadIn = call.Body.ReadIn,
                ReadAt = call.Body.ReadAt,
            };
            var document = new ApprovalDocument(
                id, input.Recipient, input.Pathway, await approvals.SealAsync(head, id, content, call.Cancellation),
                new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow()), Matter: draft.Basis.Request.Matter);
            var mark = new ContentApproval(
                id, input.Recipient, input.Pathway, draft.Decision.Tier!.Value, draft.Paths, draft.Letter is not null, document.Matter);
            // A record that changes meanwhile makes this an approval of what was: it lets nothing else out, as after any later change.
            CaseCommit commit = await changes.ChangeFactsAsync(
                caseId, facts.Value with { Approvals = [.. facts.Value.Approvals, mark] }, facts.ETag,
                Entry(call.Caller, caseId, LogAction.ContentApproved, document) with { FieldGroups = GroupsOf(draft.Paths) },
                Operation.Create(CaseIds.Approval(id), document));
            if (commit is CaseCommit.Committed or CaseCommit.AlreadyDone)
                return document;
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    private async Task RequireReadableAsync(ApiCall call, string caseId)
    {
        CaseHead head = (await own.HeadAsync(call.Caller, caseId, call.Cancellation)).Value;
        OwnCases.RequireOpen(head);
        if (head.CaseKey is null)
            throw new ProblemException(ProblemType.StateConflict, "the case was erased");
    }

    private async Task CheckAsync(ContentApprovalInput input, Caller caller, CancellationToken cancellation)
    {
        var defects = new BodyDefects();
        defects.Past(input.ReadAt, time.GetUtcNow(), "/readAt");
        LanguageTag.Check(input.ReadIn, "/readIn", defects);
        if (!Identifiers.IsValid(input.ReadBy) || await registry.FindPersonAsync(caller.Registration, input.ReadBy, cancellation) is null)
            defects.Add(ProblemType.UnknownPerson, "/readBy", "who read it to her is a registered person of the holder", "R-270");
        defects.ThrowIfAny();
    }

    // Nobody can have read to her what there was not yet, and what she said before she stopped the sharing is no yes after it.
    private async Task RequireReadSinceAsync(ContentDraft draft, DateTimeOffset read, CancellationToken cancellation)
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

        defects.ThrowIfAny();
    }

    private async Task<ApprovalDocument> RequireAsync(CaseHead head, string approvalId, CancellationToken cancellation) =>
        Identifiers.IsValid(approvalId) && await approvals.FindAsync(head.CaseId, approvalId, cancellation) is { } found
            ? found.Value
            : throw OwnCases.NotFound();

    private static IResult Created(string caseId, ApprovalDocument document) =>
        ApiResults.Created($"{CaseAddresses.Case(caseId)}/content-approvals/{document.Id}", View(document));

    private static ContentApprovalView View(ApprovalDocument document) =>
        new(document.Id, document.Recipient, document.Pathway, document.By.At, document.WithdrawnAt, document.Matter);

    private static LogEntry Entry(Caller caller, string caseId, string action, ApprovalDocument document) =>
        CaseEntries.Of(caller, caseId, action, document.WithdrawnAt ?? document.By.At) with
        {
            Recipient = document.Recipient,
            Pathway = document.Pathway,
            Cause = document.Id,
        };

    private static IReadOnlyList<string> GroupsOf(IReadOnlyList<string> paths) =>
        [.. paths.Select(path => path.Split('.')[0]).Distinct(StringComparer.Ordinal)];

    private static JsonElement Json(byte[] canonical) => JsonSerializer.Deserialize<JsonElement>(canonical);
}
