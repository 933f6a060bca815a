using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Hosting;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// The survivor's page. GET and HEAD are one static answer; everything else is a POST with the secret, the code or a visit
/// in its body. With secret or code alone it can only stop. Source: design.md, "Withdrawal link"; SN-29 to SN-43, SN-61 to SN-65.
/// </summary>
public sealed class SurvivorPages(
    LinkDirectory links, Withdrawals withdrawals, Overview overview, Visits visits, SurvivorThrottle throttle, IPartitionStore store, IConfiguration configuration)
{
    public const string HelpContactSetting = "Survivor:HelpContact";
    public const string LeaveUrlSetting = "Survivor:LeaveUrl";
    private const int LargestForm = 4096;

    // A word is checked against this when there is no case or no word, so that both take the same time.
    private static readonly Lazy<SecondFactor> NoFactor = new(() => SecondFactor.Create("no word was agreed"));

    private static readonly LogActor Survivor = new("survivor");

    [Function("SurvivorPage")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "w")] HttpRequest request)
    {
        SurvivorView view = ViewOf(request, request.Query["l"], request.Query["s"]);
        return Render<EntryPage>(request, 200, new() { [nameof(EntryPage.View)] = view });
    }

    [Function("SurvivorPost")]
    public async Task<IResult> Post(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "w")] HttpRequest request, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
    {
        if (await ReadFormAsync(request, cancellation) is not { } form)
            return Message(request, ViewOf(request, null, default), 400, SurvivorMessage.Unknown);
        SurvivorView view = ViewOf(request, form["l"], form["s"]);
        try
        {
            return form["action"].ToString() switch
            {
                "stop" => await StopAsync(request, form, view, durable, cancellation),
                "look" => await LookAsync(request, form, view, await TargetAsync(form, cancellation), cancellation),
                "more" => await LookAsync(request, form, view, await withdrawals.FindCaseAsync(form["number"], cancellation), cancellation),
                "stop-one" or "stop-all" => await StopInVisitAsync(request, form, view, durable, cancellation),
                "back" => await BackAsync(request, form, view, cancellation),
                _ => Message(request, view, 400, SurvivorMessage.Unknown),
            };
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            return Message(request, view, 503, SurvivorMessage.Failed);
        }
    }

    private async Task<IResult> StopAsync(HttpRequest request, IFormCollection form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        bool hasSecret = LinkSecret.TryParse(form["secret"], out _);
        if (!hasSecret && await throttle.IsExhaustedForStopAsync(SourceAddress.Of(request), cancellation))
            return Message(request, view, 429, SurvivorMessage.TooMany);
        string? caseId = await TargetAsync(form, cancellation);
        StopReceipt? receipt = caseId is null ? null : await withdrawals.StopAsync(caseId, null, null, hasSecret ? "link" : "code", Survivor, cancellation);
        if (receipt is null)
        {
            await throttle.CountWrongStopAsync(SourceAddress.Of(request), cancellation);
            return Message(request, view, 422, SurvivorMessage.Unknown);
        }

        await WithdrawalStarter.StartAsync(durable, caseId!, receipt);
        return Render<StoppedPage>(request, 200, new()
        {
            [nameof(StoppedPage.View)] = view,
            [nameof(StoppedPage.At)] = receipt.At,
            [nameof(StoppedPage.Number)] = receipt.Number,
        });
    }

    // A failed word never undoes or delays a stop: this path cannot stop anything, and stopping does not come here.
    private async Task<IResult> LookAsync(HttpRequest request, IFormCollection form, SurvivorView view, string? caseId, CancellationToken cancellation)
    {
        if (!await throttle.TryTakeAsync(SourceAddress.Of(request), cancellation))
            return Message(request, view, 429, SurvivorMessage.TooMany);
        SurvivorSettings? settings = caseId is null ? null
            : (await store.ReadAsync<SurvivorSettings>(Partition.Case(caseId), SurvivorSettings.Id, cancellation))?.Value;
        bool verified = (settings?.Factor ?? NoFactor.Value).Verify(form["word"]);
        if (settings?.Factor is null || !verified)
            return Message(request, view, 422, SurvivorMessage.Unknown);
        await throttle.GiveBackAsync(SourceAddress.Of(request), cancellation);
        return await ShowAsync(request, view, caseId!, settings, await visits.BeginAsync(caseId!, cancellation), cancellation);
    }

    private async Task<IResult> StopInVisitAsync(HttpRequest request, IFormCollection form, SurvivorView view, DurableTaskClient durable, CancellationToken cancellation)
    {
        bool all = form["action"] == "stop-all";
        string? caseId = await visits.FindCaseAsync(form["visit"], cancellation);
        // The page says that it is stopped: it must be something that there is.
        StopTarget target = all ? StopTarget.Everything
            : new StopTarget(form["consent"], form["scope"], form["recipient"].ToString() is { Length: > 0 } recipient ? recipient : null);
        if (caseId is null || (!all && !await overview.HasAsync(caseId, target, cancellation)))
            return Message(request, view, 422, SurvivorMessage.Unknown);
        StopReceipt? receipt = await withdrawals.StopAsync(caseId, target, new StopAct("link", Survivor), cancellation);
        if (receipt is null)
            return Message(request, view, 422, SurvivorMessage.Unknown);
        await WithdrawalStarter.StartAsync(durable, caseId, receipt);
        return all
            ? Render<StoppedPage>(request, 200, new() { [nameof(StoppedPage.View)] = view, [nameof(StoppedPage.At)] = receipt.At, [nameof(StoppedPage.Number)] = receipt.Number })
            : Render<StoppedOnePage>(request, 200, new()
            {
                [nameof(StoppedOnePage.View)] = view,
                [nameof(StoppedOnePage.At)] = receipt.At,
                [nameof(StoppedOnePage.Number)] = receipt.Number,
                [nameof(StoppedOnePage.Visit)] = form["visit"].ToString(),
            });
    }

    private async Task<IResult> BackAsync(HttpRequest request, IFormCollection form, SurvivorView view, CancellationToken cancellation)
    {
        string? caseId = await visits.FindCaseAsync(form["visit"], cancellation);
        SurvivorSettings? settings = caseId is null ? null
            : (await store.ReadAsync<SurvivorSettings>(Partition.Case(caseId), SurvivorSettings.Id, cancellation))?.Value;
        return settings is null
            ? Message(request, view, 422, SurvivorMessage.Unknown)
            : await ShowAsync(request, view, caseId!, settings, form["visit"].ToString(), cancellation);
    }

    private async Task<IResult> ShowAsync(HttpRequest request, SurvivorView view, string caseId, SurvivorSettings settings, string visit, CancellationToken cancellation)
    {
        // The language of the case only now: before the factor the page must not tell it.
        if (SurvivorTexts.Find(settings.Language) is { } agreed)
            view = view with { Texts = agreed };
        IReadOnlyList<SharingLine>? lines = settings.View == OnlineView.AfterFactor ? await overview.ReadAsync(caseId, cancellation) : null;
        return Render<OverviewPage>(request, 200, new()
        {
            [nameof(OverviewPage.View)] = view,
            [nameof(OverviewPage.Lines)] = lines,
            [nameof(OverviewPage.Visit)] = visit,
        });
    }

    private async Task<string?> TargetAsync(IFormCollection form, CancellationToken cancellation)
    {
        string? fingerprint = LinkSecret.TryParse(form["secret"], out LinkSecret? secret) ? await links.FingerprintAsync(secret!, cancellation)
            : SpokenCode.TryParse(form["code"], out SpokenCode? code) ? await links.FingerprintAsync(code!, cancellation)
            : null;
        return fingerprint is null ? null : (await links.FindAsync(fingerprint, cancellation))?.CaseId;
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType || request.ContentLength is null or > LargestForm || request.ContentType!.StartsWith("multipart", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return await request.ReadFormAsync(cancellation);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private SurvivorView ViewOf(HttpRequest request, string? language, StringValues large) => new(
        SurvivorTexts.Choose(request, language),
        large == "1",
        configuration[LeaveUrlSetting] is { Length: > 0 } leave ? leave : "https://www.wikipedia.org/",
        configuration[HelpContactSetting] is { Length: > 0 } help ? help : null);

    private static RazorComponentResult<MessagePage> Message(HttpRequest request, SurvivorView view, int status, SurvivorMessage message)
        => Render<MessagePage>(request, status, new() { [nameof(MessagePage.View)] = view, [nameof(MessagePage.Message)] = message });

    private static RazorComponentResult<TPage> Render<TPage>(HttpRequest request, int status, Dictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        SurvivorHeaders.Apply(request.HttpContext.Response);
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, ContentType = "text/html; charset=utf-8", PreventStreamingRendering = true };
    }
}
