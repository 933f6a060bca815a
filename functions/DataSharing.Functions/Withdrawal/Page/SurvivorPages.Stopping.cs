using System.Runtime.ExceptionServices;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.DurableTask.Client;

namespace DataSharing.Functions.Withdrawal.Page;

public sealed partial class SurvivorPages
{
    // A right one is looked up before anything is counted: nothing that others tried on her network keeps her from stopping.
    private async Task<IResult> StopAsync(HttpRequest request, SurvivorForm form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        IReadOnlyList<Stopped> stopped = await StopEachAsync(form, durable, [], cancellation);
        if (stopped.Count > 0)
            return StoppedAnswer(request, view, stopped);
        // A secret that leads nowhere is not kept: it would stand in the way of a code.
        view = view with { Kept = view.Kept with { Secret = "" } };
        TimeSpan? wait = form["secret"].Length + form["code"].Length == 0 ? null : await throttle.CountMissAsync(SourceAddress.Of(request), cancellation);
        return wait is { } long_ ? Wait(request, view, SurvivorMessage.TooMany, long_) : Message(request, view, 422, SurvivorMessage.Unknown);
    }

    private async Task<IResult> StopInVisitAsync(HttpRequest request, SurvivorForm form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        bool all = form.Action == SurvivorForm.StopAll;
        if (await visits.FindAsync(form["visit"], cancellation) is not { } visit)
            // The visit is over, and "stop everything" needs none.
            return all && view.Kept.CanStop ? await StopAsync(request, form, view, durable, cancellation) : Message(request, view, 422, SurvivorMessage.VisitOver);
        StopTarget target = all ? StopTarget.Everything : new StopTarget(form["consent"], form["scope"], form["recipient"] is { Length: > 0 } recipient ? recipient : null);
        // The page says that it is stopped: it must be something that there is.
        if (!all && !await overview.HasAsync(visit.CaseId, target, cancellation))
            return Message(request, view, 422, SurvivorMessage.Unknown);
        StopReceipt? receipt = await withdrawals.StopAsync(visit.CaseId, target, new StopAct("link", Survivor), cancellation);
        if (receipt is null)
            return Message(request, view, 422, SurvivorMessage.Unknown);
        if (all)
            return StoppedAnswer(request, view, await StopEachAsync(form, durable, [await FollowUpAsync(durable, visit.CaseId, visit.LinkId, receipt, cancellation)], cancellation));
        await WithdrawalStarter.StartAsync(durable, visit.CaseId, receipt);
        return Render<StoppedOnePage>(request, 200, new()
        {
            [nameof(StoppedOnePage.View)] = view,
            [nameof(StoppedOnePage.At)] = receipt.At,
            [nameof(StoppedOnePage.Number)] = receipt.Number,
            [nameof(StoppedOnePage.Visit)] = form["visit"],
        });
    }

    /// <summary>
    /// Stops every case that she came by, not only the first: a link of one and the code of another may be in one form, and the
    /// page says that sharing is stopped. What fails at one keeps no other from being stopped; the answer is a failure then, and a
    /// press tries all of them again.
    /// </summary>
    private async Task<IReadOnlyList<Stopped>> StopEachAsync(SurvivorForm form, DurableTaskClient durable, IReadOnlyList<Stopped> already, CancellationToken cancellation)
    {
        List<Stopped> stopped = [.. already];
        ExceptionDispatchInfo? failure = null;
        foreach ((string channel, string fingerprint) in await FingerprintsAsync(form, cancellation))
        {
#pragma warning disable CA1031 // thrown below
            try
            {
                if (await links.FindToStopAsync(fingerprint, cancellation) is { } target && !stopped.Exists(one => one.CaseId == target.CaseId)
                    && await withdrawals.StopAsync(target.CaseId, null, null, channel, Survivor, cancellation) is { } receipt)
                    stopped.Add(await FollowUpAsync(durable, target.CaseId, target.LinkId, receipt, cancellation));
            }
            catch (Exception fault)
            {
                failure ??= ExceptionDispatchInfo.Capture(fault);
            }
#pragma warning restore CA1031
        }

        failure?.Throw();
        return stopped;
    }

    private async Task<Stopped> FollowUpAsync(DurableTaskClient durable, string caseId, string linkId, StopReceipt receipt, CancellationToken cancellation)
    {
        await WithdrawalStarter.StartAsync(durable, caseId, receipt);
        await numbers.RememberAsync(receipt.Number, caseId, linkId, cancellation);
        return new Stopped(caseId, receipt);
    }

    private static RazorComponentResult<StoppedPage> StoppedAnswer(HttpRequest request, SurvivorView view, IReadOnlyList<Stopped> stopped) => Render<StoppedPage>(request, 200, new()
    {
        [nameof(StoppedPage.View)] = view with { Kept = Kept.Nothing },
        [nameof(StoppedPage.At)] = stopped[^1].Receipt.At,
        [nameof(StoppedPage.Numbers)] = stopped.Select(one => one.Receipt.Number).ToArray(),
    });

    /// <summary>What she came by: the link's secret and the code, whichever is there; a link pasted where the code belongs is a link.</summary>
    private async Task<IReadOnlyList<(string Channel, string Fingerprint)>> FingerprintsAsync(SurvivorForm form, CancellationToken cancellation)
    {
        var found = new List<(string, string)>();
        if (LinkSecret.TryParse(form["secret"], out LinkSecret? secret))
            found.Add(("link", await links.FingerprintAsync(secret!, cancellation)));
        if (SpokenCode.TryParse(form["code"], out SpokenCode? code))
            found.Add(("code", await links.FingerprintAsync(code!, cancellation)));
        else if (LinkSecret.TryParse(form["code"], out LinkSecret? pasted))
            found.Add(("link", await links.FingerprintAsync(pasted!, cancellation)));
        return found;
    }

    private sealed record Stopped(string CaseId, StopReceipt Receipt);
}
