using DataSharing.Functions.Ledger;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Sharing;

/// <param name="Recipient">The registration that may ask with the code; no other can.</param>
public sealed record HandOverCodeInput(string Recipient);

/// <param name="Code">To be told to the agency; only its hash is kept.</param>
public sealed record HandOverCodeView(string Code, string Recipient);

/// <summary>The holder gives one agency a reference by which it can ask about one case.</summary>
public sealed class IssueHandOverCode(
    ApiPipeline api, OwnCases own, CaseLedger cases, RegistryReader registry, References references, Idempotency idempotency,
    TimeProvider time)
{
    public static readonly ApiOperation Operation = new("IssueHandOverCode", "POST", Routes.CaseHandOverCodes)
    {
        Summary = "Give one agency a code by which it can ask about this case",
        Description = "The code opens nothing: each request made with it is decided like any other.",
        Roles = [Roles.ConsentRecord],
        Body = typeof(HandOverCodeInput),
        IdempotencyKey = true,
        Success = 201,
        Response = typeof(HandOverCodeView),
        Problems = [ProblemType.NotFound, ProblemType.UnknownAgency, ProblemType.MalformedId, ProblemType.StateConflict],
    };

    [Function("IssueHandOverCode")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.CaseHandOverCodes)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync<HandOverCodeInput>(request, Operation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, cancellation);
            if (head.Value.Status == CaseStatus.Closed)
                throw new ProblemException(ProblemType.StateConflict, "the case is closed");
            string recipient = Identifiers.Require(call.Body.Recipient, "/recipient");
            if (await registry.FindRegistrationAsync(recipient, cancellation) is null)
                throw new ProblemException(ProblemType.UnknownAgency, "the agency is not registered", "/recipient");
            Idempotent begun = await idempotency.BeginAsync(call, Operation, _ => Task.FromResult(true));
            // The code follows from the issuing's id, so that a repeat tells the same one although only its hash is kept.
            string code = await references.CodeOfAsync(begun.Id);
            await cases.NoteAsync(
                caseId, Entry(begun.Id, caseId, recipient, new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow())));
            await references.GiveAsync(code, caseId, call.Caller.Registration, recipient);
            return ApiResults.Created($"/{Routes.Cases}/{caseId}/hand-over-codes", new HandOverCodeView(code, recipient));
        }, cancellation);

    private static LogEntry Entry(string id, string caseId, string recipient, Approval by) => new()
    {
        Id = "code-" + id,
        Stream = LogStream.OfCase(caseId),
        At = by.At,
        Action = LogAction.ReferenceIssued,
        Actor = SharingLog.Actor(Roles.ConsentRecord, by),
        Holder = by.RegistrationId,
        Recipient = recipient,
        Case = caseId,
    };
}
