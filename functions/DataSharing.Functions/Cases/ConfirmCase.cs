using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Cases;

/// <summary>How the person of a sealed case was identified, in person.</summary>
public enum IdentifiedBy
{
    /// <summary>By a document that she showed.</summary>
    Document,

    /// <summary>Whoever confirms knows her.</summary>
    KnownToStaff,
}

/// <summary>What whoever confirms a sealed case attests.</summary>
/// <param name="IdentifiedBy">How its person was identified, in person.</param>
/// <param name="Evidence">Reference to what holds that she said it is to go on.</param>
public sealed record ConfirmationInput(IdentifiedBy IdentifiedBy, [Reference] string Evidence);

/// <summary>
/// Confirms a sealed case: the stop journal was lost, so that nobody can tell whether the case had been erased, and the person
/// of the case, identified by her holder, said that it is to go on. Source: design.md, "Redaction, sealing, erasure".
/// </summary>
public sealed class ConfirmCase(ApiPipeline api, OwnCases own, CaseChanges changes, TimeProvider time)
{
    private const int Tries = 20;

    public static readonly ApiOperation<ConfirmationInput> Operation = new(
        typeof(ConfirmCase), "Confirm a sealed case", Roles.ConsentRecord)
    {
        Description =
            "Only after the person of the case was identified in person and said that it is to go on: the caller attests both, under her "
                + "own sign-in; an application cannot. "
            + "Its record can be read again. It is no consent: everything that was shared stays stopped, and sharing needs a new "
            + "consent. A case that is not sealed is not changed. One that nobody confirmed in time is being erased and is confirmed no "
            + "more.",
        Answer = ApiAnswer.Done,
        Problems = [ProblemType.SignInRequired, ProblemType.StateConflict],
    };

    [Function("ConfirmCase")]
    public Task<IResult> Run(
        [HttpTrigger(Anonymous, "post", Route = Routes.CaseConfirmation)] HttpRequest request, string caseId,
        CancellationToken cancellation)
        => api.HandleAsync(request, Operation, async call =>
        {
            if (!call.Caller.SignedIn)
                throw new ProblemException(
                    ProblemType.SignInRequired,
                    "who saw her attests it under a sign-in of her own: a token of an application attests nothing, whomever it acts for");
            string? evidence = Identifiers.Reference(call.Body.Evidence, "/evidence").OrProblem();
            LogEntry? entry = null;
            for (int attempt = 0; attempt < Tries; attempt++)
            {
                Stored<CaseHead> head = await own.HeadAsync(call.Caller, caseId, call.Cancellation).OrProblem();
                if (head.Value.LapsedAt is not null)
                    throw new ProblemException(ProblemType.StateConflict, "nobody confirmed the case in time: its record is erased");
                entry ??= CaseEntries.Confirmed(
                    call.Caller.On(head.Value.CaseId, time.GetUtcNow()), WireCode.Of(call.Body.IdentifiedBy), evidence);
                if (head.Value.SealedAt is null || await changes.UnsealAsync(head, entry) == CaseCommit.Committed)
                    return ApiResults.NoContent();
            }

            throw new StoreUnavailableException("the case is written by too many at once");
        }, cancellation);
}
