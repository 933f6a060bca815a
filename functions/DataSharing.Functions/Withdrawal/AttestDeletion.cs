using DataSharing.Domain.Entries;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal;

/// <summary>What became of the copies.</summary>
public enum Copies
{
    Destroyed,
    RetainedByLaw,
}

/// <summary>What an agency says of its copies.</summary>
/// <param name="LegalBasis">Reference of the law; required exactly when copies are kept.</param>
public sealed record AttestationInput(Copies Copies, [Reference] string? LegalBasis = null);

/// <summary>The recipient confirms what became of the copies it had fetched .</summary>
public sealed class AttestDeletion(
    ApiPipeline api, OwnRequests own, RequestViews views, RequestStore requests, CaseLedger cases, WithdrawalChase chase,
    IPartitionStore store, TimeProvider time, ILogger<AttestDeletion> log)
{
    public static readonly ApiOperation<AttestationInput> Operation = new(
        typeof(AttestDeletion), "Confirm that fetched copies were destroyed, or name the law under which they are kept",
        Roles.SharingReceive)
    {
        Answer = ApiAnswer.Ok<SharingRequestView>(),
        Problems = [ProblemType.StateConflict, ProblemType.InvalidValue],
    };

    [Function("AttestDeletion")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.SharingRequestAttestation)] HttpRequest request, string requestId,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            RequestLife found = await own.OfRecipientAsync(requestId, call.Caller, RecipientAct.Attest, cancellation).OrProblem();
            if (!found.State.Allows(RequestMove.Attest))
                throw new ProblemException(ProblemType.StateConflict, RequestLife.NothingReleased);
            bool destroyed = call.Body.Copies == Copies.Destroyed;
            if (destroyed != call.Body.LegalBasis is null)
                throw new ProblemException(ProblemType.InvalidValue, "a legal basis is named exactly when copies are kept", "/legalBasis");
            string? legalBasis = Identifiers.Reference(call.Body.LegalBasis, "/legalBasis").OrProblem();
            var by = new Approval(call.Caller.Registration, call.Caller.Person, time.GetUtcNow());
            Stored<Release>? release = await store.ReadAsync<Release>(
                Partition.Case(found.CaseId!), CaseIds.Release(found.Request.Id), cancellation);
            var mark = new AttestationMark(
                destroyed, legalBasis, by, release?.Value.Fetched ?? 0);
            // A later confirmation replaces an earlier one: kept copies are destroyed one day too. Each is an entry.
            await cases.NoteAsync(
                found.CaseId!,
                CollectionEntries.Attested(
                    found.Request, found.CaseId!, Guid.CreateVersion7(by.At).ToString("N"), mark.LegalBasis, by));
            RequestLife now = await requests.MoveAsync(found.Request.Id, current => current.Attest(mark)).OrRefusal().OrProblem();
            await foreach (Listed<WithdrawalDocument> withdrawal in store.ListAllAsync<WithdrawalDocument>(
                Partition.Case(now.CaseId!), CaseIds.WithdrawalPrefix, cancellation))
            {
                // A closed report has no orchestration left, but she should still see what an agency says in the end.
                if (withdrawal.Value.State == WithdrawalState.Completed)
                    await chase.RunAsync(new WithdrawalStart(now.CaseId!, withdrawal.Value.Id));
                else
                    await Workflows.HintAsync(client, WithdrawalStart.InstanceId(withdrawal.Value.Id), log);
            }

            return ApiResults.Ok(await views.ShowAsync(now, Side.Recipient, cancellation));
        }, cancellation);
}
