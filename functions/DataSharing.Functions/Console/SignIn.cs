using DataSharing.Domain.Entries;
using DataSharing.Functions.Auth;

namespace DataSharing.Functions.Console;

/// <summary>
/// Signing in and out. After a sign-in the browser always goes to the console's first page: no address is taken from the
/// request, so none can lead elsewhere.
/// </summary>
public sealed class SignIn(
    ConsoleFrame frame, OpenIdClient issuer, ConsoleOptions options, ConsoleSessions sessions, CallerResolver callers, AgencyLog log,
    TimeProvider time)
{
    [Function("ConsoleSignIn")]
    public Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.SignIn)] HttpRequest request,
        CancellationToken cancellation)
        => frame.AnswerAsync(request, async () =>
        {
            var pending = PendingSignIn.Begin(time.GetUtcNow());
            string address = await issuer.AddressAsync(pending, Callback(request), cancellation).OrProblem();
            ConsoleCookies.Set(request.HttpContext.Response, ConsoleCookies.SignIn, pending.Text, PendingSignIn.Life);
            return Results.Redirect(address);
        });

    [Function("ConsoleCallback")]
    public Task<IResult> Finish(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Callback)] HttpRequest request,
        CancellationToken cancellation)
        => frame.AnswerAsync(request, async () =>
        {
            var pending = PendingSignIn.Read(request.Cookies[ConsoleCookies.SignIn], time.GetUtcNow());
            ConsoleCookies.Clear(request.HttpContext.Response, ConsoleCookies.SignIn);
            if (pending is null || !pending.Owns(request.Query["state"]) || request.Query["code"].ToString() is not { Length: > 0 } code
                || await issuer.RedeemAsync(code, pending, Callback(request), cancellation).OrProblem() is not { } identity)
                return ConsoleFrame.Message(StatusCodes.Status400BadRequest, ConsoleMessage.SignInFailed);
            Result<Caller> found = await callers.ResolveAsync(identity, null, cancellation);
            if (found.Refusal is not null)
                return ConsoleFrame.Message(StatusCodes.Status403Forbidden, ConsoleMessage.NotAllowed);
            Caller caller = found.Value;
            bool allowed = caller.Has(Roles.LogReview);
            await log.AppendAsync(
                caller.Registration, OfficerEntries.SignedIn(Guid.NewGuid().ToString("n"), allowed, caller.At(time.GetUtcNow())));
            if (!allowed)
                return ConsoleFrame.Message(StatusCodes.Status403Forbidden, ConsoleMessage.NotAllowed);
            ConsoleCookies.Set(
                request.HttpContext.Response, ConsoleCookies.Session, await sessions.BeginAsync(identity, caller, cancellation));
            return ConsoleFrame.Go(ConsoleRoutes.Home);
        });

    [Function("ConsoleSignOut")]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ConsoleRoutes.SignOut)] HttpRequest request,
        CancellationToken cancellation)
        => frame.PostAsync(request, async (session, form) =>
        {
            if (form["everywhere"] == "1")
                await sessions.EndAllAsync(session.Caller.Registration, session.Caller.Person, cancellation);
            await sessions.EndAsync(session, cancellation);
            ConsoleCookies.Clear(request.HttpContext.Response, ConsoleCookies.Session);
            return ConsoleFrame.Go(ConsoleRoutes.Home + "?m=out");
        }, cancellation);

    private string Callback(HttpRequest request) => options.CallbackOf(request)
        ?? throw new ProblemException(ProblemType.Unavailable, "the console's address is not set up: Console:Origin");
}
