using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// The end of a request that cannot be carried out: refused, or, once released, over. Reads as little as it can, because what it would
/// read may be what is broken. Source: R-281.
/// </summary>
public sealed class FailRequest(
    RequestStore requests, Releaser releaser, CaseLedger cases, AgencyLog agencies, ReviewQueue reviews, PolicySet policy,
    TimeProvider time)
{
    public async Task<RequestProgress> EndAsync(RequestId requestId)
    {
        if (await FindAsync(requestId) is not { } document)
            return new RequestProgress();
        if (document.CaseId is { } caseId && !document.IsOver)
            await TryAsync(() => releaser.EndAsync(document.Request, caseId, ReleaseEnd.Fault));
        if (document.IsPending)
            await LogAsync(document);
        await TryAsync(() => reviews.RemoveAsync(document));
        await requests.MoveAsync(requestId, current => current.Fail(() => Refusal(current.Request)));
        return new RequestProgress();
    }

    // A request that nobody can read is over: it decides and sends nothing, and trying for weeks would not make it readable.
    private async Task<RequestLife?> FindAsync(RequestId requestId)
    {
        try
        {
            return (await requests.FindAsync(requestId))?.Value;
        }
        catch (Exception unreadable) when (!StoreAway.Is(unreadable))
        {
            return null;
        }
    }

    // What fails here as well is left: a release that cannot be read cannot be collected either, and nothing is sent. Only a store that
    // does not answer is waited for.
    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault) when (!StoreAway.Is(fault))
        {
            // operations were told by the caller
        }
    }

    // CRASH: the entry first: a refusal that nobody could read of must not be told.
    private async Task LogAsync(RequestLife document)
    {
        DateTimeOffset at = time.GetUtcNow();
        RegistrationId submitter = document.Request.Submitted.RegistrationId;
        // An asker's stream reads as it does for a case that does not exist.
        if (document is not { Request.Direction: Direction.Send, CaseId: { } caseId })
        {
            await agencies.AppendAsync(submitter, SharingEntries.Neutral(document.Request, at));
            return;
        }

        Decision refusal = Refusal(document.Request);
        try
        {
            if (await cases.ReadHeadAsync(caseId) is not null)
            {
                await cases.NoteAsync(caseId, SharingEntries.RefusedByFault(refusal, caseId, at));
                return;
            }
        }
        catch (Exception unwritable) when (!StoreAway.Is(unwritable))
        {
            // the case itself may be what is broken
        }

        await agencies.AppendAsync(submitter, SharingEntries.RefusedByFault(refusal, caseId, at, submitter));
    }

    private Decision Refusal(SharingRequest request)
    {
        var fault = new Reason(Reason.Fault, "R-281", 12);
        return new Decision
        {
            RequestId = request.Id,
            Kind = DecisionKind.Refuse,
            Reason = fault,
            Reasons = [fault],
            Fields = [.. request.Fields.Distinct(StringComparer.Ordinal).Where(path => path.Contains('.', StringComparison.Ordinal))
                .Select(path => new FieldVerdict(path, Treatment.None, null, null, fault.Kind, fault.RuleId))],
            Pathway = request.Pathway,
            Purpose = policy.Pathways.TryGetValue(request.Pathway, out Pathway? pathway) ? pathway.Purpose : "",
            Direction = request.Direction,
            Sender = request.Sender,
            Recipient = request.Recipient,
            // Who asked learns no more than of a case that does not exist.
            NeutralToAsker = request.Direction == Direction.Ask,
            PolicyVersion = policy.Version,
            ProfileVersion = policy.Profile.Edition,
            FactsDigest = "",
            DecidedAt = time.GetUtcNow(),
        };
    }
}
