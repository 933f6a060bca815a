using DataSharing.Functions.Ledger;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Http;
using DataSharing.Functions.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DataSharing.Functions.Decisions;

/// <summary>The holder asks what would be decided, without sharing anything. The query is on record before it is answered.</summary>
public sealed class QueryDecision(
    ApiPipeline api, SharingInputReader reader, FactsLoader facts, ContentApprovals approvals, AgencyLog agencies, PolicySet policy,
    TimeProvider time)
{
    public static readonly ApiOperation Operation = new("QueryDecision", "POST", Routes.Decisions)
    {
        Summary = "Ask what would be decided on an own case",
        Description = "The body is that of a send request. Nothing is shared or kept but the entry that it was asked.",
        Roles = [Roles.SharingSubmit, Roles.ConsentRecord],
        Body = typeof(SharingInput),
        Response = typeof(HolderView),
        Problems =
        [
            ProblemType.UnknownPathway, ProblemType.UnknownAgency, ProblemType.UnknownPerson, ProblemType.UnknownField,
            ProblemType.InvalidValue,
            ProblemType.MissingMember, ProblemType.MalformedId, ProblemType.NotFound,
        ],
    };

    [Function("QueryDecision")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Decisions)] HttpRequest request, CancellationToken cancellation)
        => api.HandleAsync<SharingInput>(request, Operation, async call =>
        {
            if (call.Body.Direction != Direction.Send)
                throw new ProblemException(ProblemType.InvalidValue, "only a holder can ask, and only about sending", "/direction");
            DateTimeOffset now = time.GetUtcNow();
            string id = "query-" + Guid.CreateVersion7(now).ToString("N");
            ReadRequest read = await reader.ReadAsync(call.Body, call.Caller, id, cancellation);
            DecisionBasis basis = (await facts.LoadAsync(read.Request, read.CaseId, null, cancellation)).RestingOn(read.ConsentId);
            (basis, Decision decided) = await facts.DecideAsync(policy, basis, now, cancellation);
            Decision decision = await ContentAsync(basis, decided);
            string role = call.Caller.Has(Roles.SharingSubmit) ? Roles.SharingSubmit : Roles.ConsentRecord;
            await agencies.AppendAsync(
                call.Caller.Registration, SharingEntries.Queried(decision, read.CaseId!, role, call.Caller.At(now)));
            return ApiResults.Ok(decision.ForHolder());
        }, cancellation);

    private async Task<Decision> ContentAsync(DecisionBasis basis, Decision decision)
    {
        try
        {
            return await approvals.HeldIfChangedAsync(basis, decision);
        }
        catch (Exception fault) when (fault is SealingException or InvalidDataException)
        {
            throw new ProblemException(ProblemType.Unavailable, "what was approved, or the record, cannot be read");
        }
    }
}
