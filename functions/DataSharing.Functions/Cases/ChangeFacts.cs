using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>Replaces a case's facts. Decisions in flight over the former facts can no longer commit.</summary>
public sealed class ChangeFacts(
    CaseApi api, FactsChecks checks, CaseChanges changes, Caseloads caseloads, CaseReading reading, TimeProvider time)
{
    public static readonly ApiOperation<CaseFactsBody> Operation = new(typeof(ChangeFacts), "Replace a case's facts", Roles.ConsentRecord)
    {
        Description = "All facts at once: one that is left out falls back to its cautious default.",
        IfMatch = true,
        Answer = ApiAnswer.Ok<CaseView>() with { ETag = true },
        Problems =
        [
            ProblemType.StateConflict, ProblemType.InvalidValue, ProblemType.UnknownField, ProblemType.UnknownPathway,
            ProblemType.UnknownAgency, ProblemType.UnknownPerson, ProblemType.CaseloadFull,
        ],
    };

    [Function("ChangeCaseFacts")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "put", Route = Routes.CaseFacts)] HttpRequest request, string caseId, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, caseId, async (call, head) =>
        {
            CaseId id = head.Value.CaseId;
            OwnCases.WhyNotOpen(head.Value).OrProblem();
            Stored<CaseFacts> former = await reading.FactsAsync(id, call.Cancellation).OrProblem();
            if (!call.IfMatch.Fits(former.ETag))
                return ApiResults.Refused(OwnCases.Stale());
            CaseFacts given = await checks.CheckAsync(id, head.Value.Holder, call.Body, call.Cancellation).OrProblem();
            // What she approved is recorded and taken back at its own address.
            CaseFacts facts = given with { Approvals = former.Value.Approvals };
            await caseloads.AssignAsync(facts, call.Cancellation).OrProblem();
            // CRASH: an advocate's place taken for facts that never came is cleared away when it stands in the way.
            CaseCommit commit = await changes.ChangeFactsAsync(
                id, facts, former.ETag, CaseEntries.FactsChanged(call.Caller.On(id, time.GetUtcNow())));
            if (commit is CaseCommit.Moved or CaseCommit.NotFound)
                await caseloads.ReleaseFormerAsync(
                    facts, (await reading.FactsAsync(id, call.Cancellation).OrProblem()).Value, call.Cancellation);
            OwnCases.WhyNotWritten(commit).OrProblem();
            await caseloads.ReleaseFormerAsync(former.Value, facts, call.Cancellation);
            CaseView view = await reading.ShowAsync(id, call.Cancellation).OrProblem();
            return ApiResults.Ok(view, view.FactsETag);
        }, cancellation);
}
