using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Console.Pages;
using Microsoft.AspNetCore.WebUtilities;

namespace DataSharing.Functions.Console;

/// <summary>The pages of a data protection officer: the log, one entry's story, the check of the chain, the purpose of reading.</summary>
public sealed class ConsolePages(
    ConsoleFrame frame, AccessLogReader log, StoryReader stories, LogVerifier verifier, ConsoleSessions sessions, AgencyNames agencies,
    ListMarks marks, IRateLimiter rates)
{
    private const int RowsOnAPage = 50;

    [Function("ConsoleHome")]
    public Task<IResult> Home(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Home)] HttpRequest request, CancellationToken cancellation)
        => frame.AnswerAsync(request, async () => await frame.SessionAsync(request, cancellation) is not { } session
            ? ConsoleFrame.Page<SignInPage>(StatusCodes.Status200OK, new() { [nameof(SignInPage.Notice)] = request.Query["m"].ToString() })
            : session.NeedsPurpose ? await PurposePageAsync(session, false, cancellation) : await LogAsync(request, session, cancellation));

    [Function("ConsoleEntry")]
    public Task<IResult> Entry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Entry)] HttpRequest request, string entryId,
        CancellationToken cancellation)
        => frame.GetAsync(request, async session =>
        {
            if (session.NeedsPurpose)
                return ConsoleFrame.Go(ConsoleRoutes.Home);
            rates.Enter(session.Caller, ReadAccessLogEntry.Operation).Refusal.OrProblem();
            LogStory story = await stories.ReadAsync(session.Caller, session.Purpose, entryId, cancellation).OrProblem();
            return ConsoleFrame.Page<StoryPage>(StatusCodes.Status200OK, new()
            {
                [nameof(StoryPage.View)] = await ViewAsync(session, StoryTexts.AgenciesOf(story), cancellation),
                [nameof(StoryPage.Story)] = story,
            });
        }, cancellation);

    [Function("ConsoleVerification")]
    public Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Verification)] HttpRequest request,
        CancellationToken cancellation)
        => frame.GetAsync(request, async session =>
        {
            if (session.NeedsPurpose)
                return ConsoleFrame.Go(ConsoleRoutes.Home);
            rates.Enter(session.Caller, VerifyAccessLog.Operation).Refusal.OrProblem();
            string? asked = request.Query["case"].ToString().Trim() is { Length: > 0 } text ? text : null;
            Result<LogVerificationView> check = await verifier.VerifyAsync(session.Caller, session.Purpose, asked, cancellation);
            // That there is no such case is said on the page.
            LogVerificationView? result = check.Refusal?.Type == ProblemType.NotFound ? null : check.OrProblem();
            return ConsoleFrame.Page<VerificationPage>(result is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, new()
            {
                [nameof(VerificationPage.View)] = await ViewAsync(session, [], cancellation),
                [nameof(VerificationPage.Case)] = asked,
                [nameof(VerificationPage.Result)] = result,
            });
        }, cancellation);

    [Function("ConsolePurpose")]
    public Task<IResult> AskPurpose(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Purpose)] HttpRequest request,
        CancellationToken cancellation)
        => frame.GetAsync(request, session => PurposePageAsync(session, false, cancellation), cancellation);

    [Function("ConsoleStatePurpose")]
    public Task<IResult> StatePurpose(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ConsoleRoutes.Purpose)] HttpRequest request,
        CancellationToken cancellation)
        => frame.PostAsync(request, async (session, form) =>
        {
            string stated = form["purpose"].ToString();
            if (!ReviewPurposes.IsKnown(stated))
                return await PurposePageAsync(session, true, cancellation);
            await sessions.StatePurposeAsync(session, stated, cancellation);
            return ConsoleFrame.Go(ConsoleRoutes.Home);
        }, cancellation);

    [Function("ConsoleNothing")]
    public Task<IResult> Nothing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Nothing)] HttpRequest request, string page, string? rest)
        => frame.AnswerAsync(request, () => Task.FromResult(ConsoleFrame.Message(StatusCodes.Status404NotFound, ConsoleMessage.NoPage)));

    private async Task<IResult> LogAsync(HttpRequest request, ConsoleSession session, CancellationToken cancellation)
    {
        rates.Enter(session.Caller, ListAccessLog.Operation).Refusal.OrProblem();
        var filters = LogQuery.Parameters.ToDictionary(
            filter => filter.Name, filter => request.Query[filter.Name].ToString(), StringComparer.Ordinal);
        bool withReadings = request.Query["readings"] == "1";
        string? cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        Result<LogQuery> query = LogQuery.Read(filters.GetValueOrDefault, withReadings);
        Result<LogPage> page = query.Refusal
            // A page that finds nothing for a slip of the keyboard would be read as if there were nothing.
            ?? (query.Value.Outcome is { } outcome && !Words.Outcomes.ContainsKey(outcome)
                ? new Refusal(ProblemType.InvalidQuery, "the outcome is none of those listed", "outcome")
                : await log.ListAsync(session.Caller, session.Purpose, query.Value, RowsOnAPage, cursor, cancellation));
        return page.Refusal is { } refusal && (refusal.Type == ProblemType.InvalidQuery || refusal.Type == ProblemType.MalformedCursor)
            ? await LogPageAsync(session, filters, withReadings, cursor, null, refusal, cancellation)
            : await LogPageAsync(session, filters, withReadings, cursor, page.OrProblem(), null, cancellation);
    }

    private async Task<IResult> LogPageAsync(
        ConsoleSession session, Dictionary<string, string> filters, bool withReadings, string? cursor, LogPage? page,
        Refusal? problem, CancellationToken cancellation)
    {
        var address = filters.Where(filter => filter.Value.Length > 0).ToDictionary(
            filter => filter.Key, filter => (string?)filter.Value, StringComparer.Ordinal);
        if (withReadings)
            address["readings"] = "1";
        PageMarks marked = page is null ? new() : await marks.ReadAsync(session.Caller, page.Entries, cancellation);
        string first = QueryHelpers.AddQueryString("/" + ConsoleRoutes.Home, address);
        return ConsoleFrame.Page<LogListPage>(problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, new()
        {
            [nameof(LogListPage.View)] = await ViewAsync(
                session, (page?.Entries ?? []).Concat(marked.Firsts.Values).SelectMany(StoryTexts.AgenciesOf), cancellation),
            [nameof(LogListPage.Page)] = page,
            [nameof(LogListPage.Waiting)] = marked.Waiting,
            [nameof(LogListPage.Firsts)] = marked.Firsts,
            [nameof(LogListPage.Filters)] = filters,
            [nameof(LogListPage.WithReadings)] = withReadings,
            [nameof(LogListPage.Fault)] = problem,
            [nameof(LogListPage.First)] = cursor is null ? null : first,
            [nameof(LogListPage.Next)] = page?.Next is { } next ? QueryHelpers.AddQueryString(first, "cursor", next) : null,
        });
    }

    private async Task<IResult> PurposePageAsync(ConsoleSession session, bool missing, CancellationToken cancellation) =>
        ConsoleFrame.Page<PurposePage>(missing ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, new()
        {
            [nameof(PurposePage.View)] = await ViewAsync(session, [], cancellation),
            [nameof(PurposePage.Missing)] = missing,
        });

    private async Task<ConsoleView> ViewAsync(ConsoleSession session, IEnumerable<string> named, CancellationToken cancellation) =>
        new(session, await agencies.ReadAsync(named.Append(session.Caller.Registration.Value), cancellation));
}
