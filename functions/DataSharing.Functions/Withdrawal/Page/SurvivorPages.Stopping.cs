using System.Runtime.ExceptionServices;
using DataSharing.Domain.Entries;
using DataSharing.Functions.Stops;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal.Page;

public sealed partial class SurvivorPages
{
    // A right one is looked up before anything is counted: nothing that others tried on her network keeps her from stopping.
    private async Task<IResult> StopAsync(
        HttpRequest request, SurvivorForm form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        Outcome outcome = await StopEachAsync(form, durable, [], cancellation);
        if (outcome.Stopped.Count > 0)
            return StoppedAnswer(request, form, view, outcome);
        // A secret that leads nowhere is not kept: it would stand in the way of a code.
        view = view with { Kept = view.Kept with { Secret = "" } };
        TimeSpan? wait = form["secret"].Length + form["code"].Length == 0
            ? null
            : await throttle.CountMissAsync(SourceAddress.Of(request), cancellation);
        return wait is { } long_
            ? Wait(request, view, SurvivorMessage.TooMany, long_)
            : Message(request, view, 422, SurvivorMessage.Unknown);
    }

    private async Task<IResult> StopInVisitAsync(
        HttpRequest request, SurvivorForm form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        bool all = form.Action == SurvivorForm.StopAll;
        if (await visits.FindAsync(form["visit"], cancellation) is not { } visit)
            // The visit is over, and "stop everything" needs none.
            return all && view.Kept.CanStop
                ? await StopAsync(request, form, view, durable, cancellation)
                : Message(request, view, 422, SurvivorMessage.VisitOver);
        StopTarget target = all
            ? StopTarget.Everything
            : new StopTarget(
                ConsentId.Read(form["consent"]), ScopeId.Read(form["scope"]),
                form["recipient"] is { Length: > 0 } recipient ? new RegistrationId(recipient) : null);
        // The page says that it is stopped: it must be something that there is.
        if (!all && !await overview.HasAsync(visit.CaseId, target, cancellation))
            return Message(request, view, 422, SurvivorMessage.Unknown);
        StopReceipt? receipt = await stops.StopAsync(
            new(visit.CaseId, target, new(StopChannel.Link, LogActor.Survivor)), durable, cancellation);
        if (receipt is null)
            return Message(request, view, 422, SurvivorMessage.Unknown);
        if (all)
            return StoppedAnswer(
                request, form, view,
                await StopEachAsync(
                    form, durable, [await RememberAsync(visit.CaseId, visit.LinkId, receipt, cancellation)], cancellation));
        return Render<StoppedOnePage>(request, 200, new()
        {
            [nameof(StoppedOnePage.View)] = view,
            [nameof(StoppedOnePage.Receipt)] = receipt,
            [nameof(StoppedOnePage.Visit)] = form["visit"],
        });
    }

    /// <summary>
    /// Stops every case that she came by, not only the first: a link of one and the codes of others may be in one form, and the
    /// page says that sharing is stopped. What fails at one keeps no other from being stopped. Where all that was tried failed, that
    /// is thrown: nothing is to be told but that.
    /// </summary>
    private async Task<Outcome> StopEachAsync(
        SurvivorForm form, DurableTaskClient durable, IReadOnlyList<Stopped> already, CancellationToken cancellation)
    {
        List<Stopped> stopped = [.. already];
        ExceptionDispatchInfo? failure = null;
        IReadOnlyList<StopField> fields = StopField.Of(form);
        foreach ((StopField field, TypedStop typed) in StopField.ToTry(fields))
        {
#pragma warning disable CA1031 // told below
            try
            {
                if (await links.FindToStopAsync(await FingerprintAsync(typed, cancellation), cancellation) is not { } target)
                    continue;
                if (!stopped.Exists(one => one.CaseId == target.CaseId))
                {
                    var act = new StopAct(typed.Secret is null ? StopChannel.Code : StopChannel.Link, LogActor.Survivor);
                    if (await stops.StopAsync(new(target.CaseId, StopTarget.Everything, act), durable, cancellation) is not { } receipt)
                        continue;
                    stopped.Add(await RememberAsync(target.CaseId, target.LinkId, receipt, cancellation));
                }

                field.Done(typed);
            }
            catch (Exception fault)
            {
                failure ??= ExceptionDispatchInfo.Capture(fault);
                field.Failed(typed);
            }
#pragma warning restore CA1031
        }

        if (stopped.Count == 0)
            failure?.Throw();
        return new Outcome(stopped, failure?.SourceException, fields.Any(field => field.IsUnrecognised), StopField.LeftOf(fields));
    }

    private async Task<Stopped> RememberAsync(CaseId caseId, string linkId, StopReceipt receipt, CancellationToken cancellation)
    {
        await numbers.RememberAsync(receipt.Number, caseId, linkId, cancellation);
        return new Stopped(caseId, receipt);
    }

    // What is stopped is told also where something else failed: the answer is a failure then, and a press tries that alone.
    private IResult StoppedAnswer(HttpRequest request, SurvivorForm form, SurvivorView view, Outcome outcome)
    {
        view = view with { Kept = outcome.Left };
        StopReceipt[] receipts = [.. outcome.Stopped.Select(one => one.Receipt)];
        if (outcome.Fault is null)
            return Render<StoppedPage>(request, 200, new()
            {
                [nameof(StoppedPage.View)] = view,
                [nameof(StoppedPage.Stops)] = receipts,
                [nameof(StoppedPage.HasUnrecognised)] = outcome.HasUnrecognised,
            });
        return FailedAnswer(request, form.Action, outcome.Fault, new()
        {
            [nameof(MessagePage.View)] = view,
            [nameof(MessagePage.Stops)] = receipts,
        });
    }

    private Task<string> FingerprintAsync(TypedStop typed, CancellationToken cancellation) =>
        typed.Secret is { } secret ? links.FingerprintAsync(secret, cancellation) : links.FingerprintAsync(typed.Code!, cancellation);

    private sealed record Stopped(CaseId CaseId, StopReceipt Receipt);

    /// <param name="Fault">What failed first, where something did.</param>
    /// <param name="HasUnrecognised">Something in the form led nowhere.</param>
    /// <param name="Left">What is still to be done.</param>
    private sealed record Outcome(IReadOnlyList<Stopped> Stopped, Exception? Fault, bool HasUnrecognised, Kept Left);
}
