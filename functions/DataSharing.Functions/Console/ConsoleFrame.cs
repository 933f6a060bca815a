using DataSharing.Functions.Console.Pages;
using DataSharing.Functions.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DataSharing.Functions.Console;

/// <summary>
/// What the pages have in common: session, form token, headers, and errors in words. Pages take the cookie and never a token.
/// </summary>
public sealed partial class ConsoleFrame(ConsoleSessions sessions, ILogger<ConsoleFrame> log)
{
    private const int LargestForm = 4096;

    /// <summary>A page for whoever is signed in; anybody else goes to the first page.</summary>
    public Task<IResult> GetAsync(HttpRequest request, Func<ConsoleSession, Task<IResult>> answer, CancellationToken cancellation) =>
        AnswerAsync(request, async () => await SessionAsync(request, cancellation) is { } session
            ? await answer(session)
            : Go(ConsoleRoutes.Home + (request.Cookies.ContainsKey(ConsoleCookies.Session) ? "?m=ended" : "")));

    /// <summary>A form of whoever is signed in, with the session's token.</summary>
    public Task<IResult> PostAsync(
        HttpRequest request, Func<ConsoleSession, IFormCollection, Task<IResult>> answer, CancellationToken cancellation) =>
        AnswerAsync(request, async () =>
        {
            if (await SessionAsync(request, cancellation) is not { } session)
                return Go(ConsoleRoutes.Home + "?m=ended");
            return await ReadFormAsync(request, cancellation) is { } form && ConsoleSessions.IsFormOf(session, form["token"])
                ? await answer(session, form)
                : Message(StatusCodes.Status403Forbidden, ConsoleMessage.BadForm);
        });

    public Task<ConsoleSession?> SessionAsync(HttpRequest request, CancellationToken cancellation) =>
        sessions.FindAsync(request.Cookies[ConsoleCookies.Session], cancellation);

    public async Task<IResult> AnswerAsync(HttpRequest request, Func<Task<IResult>> answer)
    {
        ConsoleHeaders.Apply(request.HttpContext.Response);
        try
        {
            return await answer();
        }
        catch (ProblemException problem)
        {
            Problem(log, problem.Type.Slug, problem.Type.Status);
            return Message(
                problem.Type.Status == StatusCodes.Status401Unauthorized ? StatusCodes.Status403Forbidden : problem.Type.Status,
                MessageOf(problem.Type));
        }
        catch (StoreUnavailableException unavailable)
        {
            Problem(log, unavailable.GetType().Name, StatusCodes.Status503ServiceUnavailable);
            return Message(StatusCodes.Status503ServiceUnavailable, ConsoleMessage.Unavailable);
        }
        catch (Exception damaged) when (
            damaged is InvalidDataException or SealingException or JsonException or KeyUnavailableException or KeyNotFoundInStoreException
                or LostSecretException)
        {
            Problem(log, damaged.GetType().Name, StatusCodes.Status503ServiceUnavailable);
            return Message(StatusCodes.Status503ServiceUnavailable, ConsoleMessage.Unavailable);
        }
    }

    public static IResult Message(int status, ConsoleMessage message) =>
        Page<MessagePage>(status, new() { [nameof(MessagePage.Message)] = message });

    public static IResult Page<TPage>(int status, Dictionary<string, object?> parameters) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters)
        {
            StatusCode = status,
            ContentType = "text/html; charset=utf-8",
            PreventStreamingRendering = true,
        };

    /// <summary>To one of the console's own addresses (RFC 9110, section 15.4.4).</summary>
    public static IResult Go(string route) => ApiResults.SeeOther("/" + route);

    private static ConsoleMessage MessageOf(ProblemType type) => type.Status switch
    {
        StatusCodes.Status404NotFound => ConsoleMessage.NotFound,
        StatusCodes.Status429TooManyRequests => ConsoleMessage.TooMany,
        >= 500 => ConsoleMessage.Unavailable,
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => ConsoleMessage.SignInFailed,
        _ => ConsoleMessage.BadAddress,
    };

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType || request.ContentLength is null or > LargestForm
            || request.ContentType!.StartsWith("multipart", StringComparison.OrdinalIgnoreCase))
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

    [LoggerMessage(1101, LogLevel.Information, "the console answered {Problem} ({Status})")]
    private static partial void Problem(ILogger logger, string problem, int status);
}
