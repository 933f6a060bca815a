using DataSharing.Functions.Telemetry;
using DataSharing.Functions.Withdrawal.Links;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// The survivor's page. GET and HEAD are one static answer; everything else is a POST with the secret, the code or a visit
/// in its body. With secret or code alone it can only stop. Each answer to a POST says that sharing is stopped, or that it is
/// not and what to do now. Source: design.md, "Withdrawal link"; SN-29 to SN-43, SN-61 to SN-65.
/// </summary>
public sealed partial class SurvivorPages(
    LinkDirectory links, LinkWords words, StopSharing stops, StopNumbers numbers, Overview overview, Visits visits,
    SurvivorThrottle throttle, CaseLedger cases, IPartitionStore store, IConfiguration configuration, ILogger<SurvivorPages> log)
{
    public const string HelpContactSetting = "Survivor:HelpContact";
    public const string LeaveUrlSetting = "Survivor:LeaveUrl";

    [Function("SurvivorPage")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "w")] HttpRequest request)
        => Render<EntryPage>(
            request, 200, new() { [nameof(EntryPage.View)] = ViewOf(request, request.Query["l"], request.Query["s"], Kept.Nothing) });

    [Function("SurvivorPost")]
    public async Task<IResult> Post(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "w")] HttpRequest request, [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        SurvivorForm? form = null;
        SurvivorView view = ViewOf(request, null, default, Kept.Nothing);
#pragma warning disable CA1031 // whatever failed, she must learn that it did and what to do now
        try
        {
            form = await SurvivorForm.ReadAsync(request, cancellation);
            if (form is null)
                return Message(request, view, 400, SurvivorMessage.Failed);
            view = ViewOf(request, form["l"], form["s"], Kept.Of(form));
            // What she wants has arrived: that she closes the page or loses the connection does not take it back.
            return await AnswerAsync(request, form, view, durable, CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested || form is not null)
        {
            return FailedAnswer(request, form?.Action ?? "form", fault, new()
            {
                [nameof(MessagePage.View)] = view,
                [nameof(MessagePage.Looked)] = form?.Action is SurvivorForm.Look or SurvivorForm.More,
                [nameof(MessagePage.Repeat)] = RepeatOf(form),
            });
        }
#pragma warning restore CA1031
    }

    private Task<IResult> AnswerAsync(
        HttpRequest request, SurvivorForm form, SurvivorView view, DurableTaskClient durable,
        CancellationToken cancellation) => form.Action switch
        {
            SurvivorForm.Stop => StopAsync(request, form, view, durable, cancellation),
            SurvivorForm.Look or SurvivorForm.More => LookAsync(request, form, view, cancellation),
            SurvivorForm.StopOne or SurvivorForm.StopAll => StopInVisitAsync(request, form, view, durable, cancellation),
            _ => BackAsync(request, form, view, cancellation),
        };

    /// <summary>What one press sends again after a failure. A word is typed again: it is kept nowhere.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> RepeatOf(SurvivorForm? form) =>
        form?.Action is SurvivorForm.StopOne or SurvivorForm.StopAll or SurvivorForm.Back
            ? [.. new[] { "action", "visit", "consent", "scope", "recipient" }.Select(name =>
                KeyValuePair.Create(name, form[name])).Where(field => field.Value.Length is > 0 and <= 200)]
            : [];

    private SurvivorView ViewOf(HttpRequest request, string? language, StringValues large, Kept kept) => new(
        SurvivorTexts.Choose(request, language),
        large == "1",
        configuration[LeaveUrlSetting] is { Length: > 0 } leave ? leave : "https://www.wikipedia.org/",
        configuration[HelpContactSetting] is { Length: > 0 } help ? help : null,
        kept);

    private static RazorComponentResult<MessagePage> Wait(HttpRequest request, SurvivorView view, SurvivorMessage message, TimeSpan wait)
    {
        request.HttpContext.Response.Headers.RetryAfter =
            Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Message(request, view, 429, message);
    }

    private RazorComponentResult<MessagePage> FailedAnswer(
        HttpRequest request, string action, Exception fault, Dictionary<string, object?> page)
    {
        Failed(log, action, Faults.Describe(fault));
        request.HttpContext.Response.Headers.RetryAfter = "1";
        page[nameof(MessagePage.Message)] = SurvivorMessage.Failed;
        return Render<MessagePage>(request, 503, page);
    }

    private static RazorComponentResult<MessagePage> Message(HttpRequest request, SurvivorView view, int status, SurvivorMessage message)
        => Render<MessagePage>(request, status, new() { [nameof(MessagePage.View)] = view, [nameof(MessagePage.Message)] = message });

    private static RazorComponentResult<TPage> Render<TPage>(HttpRequest request, int status, Dictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        SurvivorHeaders.Apply(request.HttpContext.Response);
        return new RazorComponentResult<TPage>(parameters)
        {
            StatusCode = status,
            ContentType = "text/html; charset=utf-8",
            PreventStreamingRendering = true,
        };
    }

    [LoggerMessage(1020, LogLevel.Error, "The survivor's page could not do '{Action}': {Fault}")]
    private static partial void Failed(ILogger logger, string action, string fault);
}
