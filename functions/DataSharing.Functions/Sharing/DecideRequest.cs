using DataSharing.Functions.Telemetry;

namespace DataSharing.Functions.Sharing;

/// <summary>Decides a request from current facts, and takes the step that follows from it.</summary>
public sealed class DecideRequest(
    RequestStore requests, FactsLoader loader, ContentApprovals approvals, Deadlines deadlines, RequestSteps steps, PolicySet policy,
    TimeProvider time)
{
    /// <summary>Tries against other writers of the same case before leaving it to the activity's retry.</summary>
    private const int Tries = 50;

    public async Task<RequestProgress> RunAsync(RequestId requestId)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if ((await requests.FindAsync(requestId))?.Value is not { } request)
                return new RequestProgress();
            if (!request.IsPending)
                return await steps.SettleAsync(request);
            // The sender said on which consent it wants to share; resting on another one would not be what it was told to do.
            DecisionBasis basis = (await loader.LoadAsync(request.Request, request.CaseId, requestId)).RestingOn(request.ConsentId);
            if (await GoOnAsync(request, basis) is { } progress)
                return progress;
        }

        throw new StoreUnavailableException("the case is written by too many at once");
    }

    /// <summary>The last resort when deciding failed for good: any failure refuses.</summary>
    public async Task<RequestProgress> RefuseAsync(RequestId requestId)
    {
        if ((await requests.FindAsync(requestId))?.Value is not { IsPending: true } request)
            return await RunAsync(requestId);
        DecisionBasis basis = await loader.LoadAsync(request.Request, request.CaseId, requestId);
        if (basis.Case?.Release is not null)
            return await RunAsync(requestId);
        return await steps.RefuseAsync(request, basis, Decider.Decide(policy, basis.Request, basis.Facts, time.GetUtcNow()).Faulted());
    }

    private async Task<RequestProgress?> GoOnAsync(RequestLife request, DecisionBasis basis)
    {
        Next next = NextOf(request, basis, null);
        if (next.Step == Step.Tell)
            return await steps.TellAsync(request, basis);
        (basis, Decision decision) = await DecideAsync(basis);
        return NextOf(request, basis, decision) switch
        {
            { Step: Step.Release } => await ReleaseAsync(request, basis, decision),
            { Step: Step.Hold } => await steps.HoldAsync(request, basis, decision),
            { Step: Step.Refuse } refusal => await steps.RefuseAsync(request, basis, refusal.Instead ?? decision, refusal.Evidence),
            { Step: Step.Wait } => await steps.SettleAsync(request),
            var other => throw new InvalidOperationException($"{other.Step} is no step after a decision"),
        };
    }

    private async Task<(DecisionBasis Basis, Decision Decision)> DecideAsync(DecisionBasis basis)
    {
        long began = time.GetTimestamp();
        (basis, Decision decision) = await loader.DecideAsync(policy, basis, time.GetUtcNow());
        Signals.Decided(decision.Kind.ToString(), time.GetElapsedTime(began));
        try
        {
            return (basis, await approvals.HeldIfChangedAsync(basis, decision));
        }
        catch (Exception fault) when (ContentApprovals.IsUnreadable(fault))
        {
            // What cannot be read cannot be compared, now or later.
            return (basis, decision.Faulted());
        }
    }

    private async Task<RequestProgress?> ReleaseAsync(RequestLife request, DecisionBasis basis, Decision decision)
    {
        try
        {
            return await steps.ReleaseAsync(request, basis, decision);
        }
        catch (EmptyPackageException)
        {
            Decision empty = decision.WithoutContent();
            return NextOf(request, basis, empty).Step == Step.Hold
                ? await steps.HoldAsync(request, basis, empty)
                : await steps.RefuseAsync(request, basis, empty);
        }
        catch (Exception fault) when (ContentApprovals.IsUnreadable(fault))
        {
            // What cannot be read or sealed cannot be sent, now or later.
            return await steps.RefuseAsync(request, basis, decision.Faulted());
        }
    }

    private Next NextOf(RequestLife request, DecisionBasis basis, Decision? decision) => Next.Of(
        request, basis.Case is not null, basis.Case?.Release?.Value, decision, deadlines.HoldClock(request.Request.Pathway),
        deadlines.Of(basis.Case?.Head));
}
