using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Sharing;

/// <summary>Who gets a code.</summary>
/// <param name="Recipient">The registration that may ask with the code; no other can.</param>
public sealed record HandOverCodeInput([Id] string Recipient);

/// <summary>A code by which one agency can ask about one case.</summary>
/// <param name="Code">To be told to the agency; only its hash is kept.</param>
/// <param name="Recipient">The registration that may ask with it.</param>
public sealed record HandOverCodeView(string Code, string Recipient);

/// <summary>The holder gives one agency a reference by which it can ask about one case.</summary>
public sealed class IssueHandOverCode(
    ApiPipeline api, OwnCases own, CaseLedger cases, RegistryReader registry, References references, Idempotency idempotency,
    TimeProvider time)
{
    public static readonly ApiOperation<HandOverCodeInput> Operation = new(
        typeof(IssueHandOverCode), "Give one agency a code by which it can ask about this case", Roles.ConsentRecord)
    {
        Description = "The code opens nothing: each request made with it is decided like any other.",
        IdempotencyKey = true,
        Answer = ApiAnswer.Created<HandOverCodeView>(),
        Problems = [ProblemType.UnknownAgency, ProblemType.MalformedId, ProblemType.StateConflict],
    };

    [Function("IssueHandOverCode")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseHandOverCodes)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, cancellation).OrProblem();
            if (head.Value.Status == CaseStatus.Closed)
                throw new ProblemException(ProblemType.StateConflict, "the case is closed");
            RegistrationId recipient = Identifiers.Read<RegistrationId>(call.Body.Recipient, "/recipient").OrProblem();
            if (await registry.FindRegistrationAsync(recipient, cancellation) is null)
                throw new ProblemException(ProblemType.UnknownAgency, "the agency is not registered", "/recipient");
            Idempotent begun = await idempotency.BeginAsync(call, Operation, _ => Task.FromResult(true)).OrProblem();
            // The code follows from the issuing's id, so that a repeat tells the same one although only its hash is kept.
            string code = await references.CodeOfAsync(begun.Id);
            await cases.NoteAsync(
                head.Value.CaseId, CaseEntries.ReferenceIssued(head.Value.CaseId, begun.Id, recipient, call.Caller.At(time.GetUtcNow())));
            await references.GiveAsync(code, head.Value.CaseId, call.Caller.Registration, recipient);
            return ApiResults.Created($"/{Routes.Cases}/{caseId}/hand-over-codes", new HandOverCodeView(code, recipient));
        }, cancellation);
}
