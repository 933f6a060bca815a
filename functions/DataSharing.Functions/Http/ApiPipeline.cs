using System.Diagnostics;
using System.Text.RegularExpressions;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Telemetry;
using Microsoft.Extensions.Primitives;

namespace DataSharing.Functions.Http;

/// <summary>
/// What every API operation has in common, in this order: token, role, rate, query, headers, body. Each failure is a
/// problem response that names what is at fault; nothing has been changed when one is answered.
/// </summary>
public sealed partial class ApiPipeline(ICallerAuthenticator authenticator, IRateLimiter rateLimiter, ILogger<ApiPipeline> log)
{
    public Task<IResult> HandleAsync<TBody>(
        HttpRequest request, ApiOperation<TBody> operation, Func<ApiCall<TBody>, Task<IResult>> handler, CancellationToken cancellation)
        => GuardAsync(operation, async () =>
        {
            (Caller caller, string? key, IfMatch? ifMatch) = await EnterAsync(request, operation, cancellation);
            byte[] raw = await JsonBody.ReadBytesAsync(request, cancellation);
            TBody body = JsonBody.Parse<TBody>(raw);
            return await handler(new ApiCall<TBody>(request, caller, body, raw, key, ifMatch, cancellation));
        }, request);

    public Task<IResult> HandleAsync(
        HttpRequest request, ApiOperation operation, Func<ApiCall, Task<IResult>> handler, CancellationToken cancellation)
        => GuardAsync(operation, async () =>
        {
            (Caller caller, string? key, IfMatch? ifMatch) = await EnterAsync(request, operation, cancellation);
            await JsonBody.RequireNoneAsync(request, cancellation);
            return await handler(new ApiCall(request, caller, [], key, ifMatch, cancellation));
        }, request);

    /// <summary>An operation that asks for no token, because it tells of no case.</summary>
    public Task<IResult> HandleOpenAsync(HttpRequest request, ApiOperation operation, Func<Task<IResult>> handler)
        => GuardAsync(operation, async () =>
        {
            Pass(rateLimiter.Enter(SourceAddress.Of(request)), request);
            CheckQuery(request, operation);
            await JsonBody.RequireNoneAsync(request, request.HttpContext.RequestAborted);
            return await handler();
        }, request);

    private async Task<(Caller Caller, string? Key, IfMatch? IfMatch)> EnterAsync(
        HttpRequest request, ApiOperation operation, CancellationToken cancellation)
    {
        Caller caller = await authenticator.AuthenticateAsync(request, cancellation).OrProblem();
        if (operation.Roles.Count > 0 && !operation.Roles.Any(caller.Has))
            throw new ProblemException(
                ProblemType.WrongRole,
                $"the operation needs one of the roles {string.Join(", ", operation.Roles)}, in the token and of the registered person",
                "roles");
        Pass(rateLimiter.Enter(caller, operation), request);
        CheckQuery(request, operation);
        return (caller, ReadIdempotencyKey(request, operation), operation.IfMatch ? ReadIfMatch(request) : null);
    }

    private static void Pass(Allowance allowance, HttpRequest request)
    {
        allowance.Tell(request.HttpContext.Response);
        allowance.Refusal.OrProblem();
    }

    private async Task<IResult> GuardAsync(ApiOperation operation, Func<Task<IResult>> run, HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        CallId.Tell(request.HttpContext);
        operation.Ends?.Tell(request.HttpContext.Response);
        using Activity? span = Signals.Operation(operation.Id);
        try
        {
            IResult result = await run();
            return result is ProblemResult refused ? Refuse(refused) : result;
        }
        catch (ProblemException problem)
        {
            return Refuse(new ProblemResult(problem.Refusal));
        }
        catch (Exception unavailable) when (unavailable is StoreUnavailableException or KeyUnavailableException)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            Unavailable(log, operation.Id, unavailable.GetType().Name, CallId.Of(request.HttpContext));
            return new ProblemResult(
                new Refusal(ProblemType.Unavailable, "the store did not answer; repeat the request")
                { RetryAfter = TimeSpan.FromSeconds(1) });
        }
        catch (Exception damaged) when (
            damaged is InvalidDataException or SealingException or JsonException or EndOfStreamException or KeyNotFoundInStoreException
                or LostSecretException)
        {
            // What is stored is not what it was. Its message may quote it: only the kind is logged.
            span?.SetStatus(ActivityStatusCode.Error);
            Damaged(log, operation.Id, damaged.GetType().Name, CallId.Of(request.HttpContext));
            return new ProblemResult(
                new Refusal(
                    ProblemType.Damaged,
                    "something that is stored for this cannot be read any more; tell the operator, who finds it in the log"));
        }

        ProblemResult Refuse(ProblemResult refused)
        {
            span?.SetTag("problem", refused.Type.Slug);
            Problem(log, operation.Id, refused.Type.Slug, refused.StatusCode, CallId.Of(request.HttpContext));
            return refused;
        }
    }

    private static void CheckQuery(HttpRequest request, ApiOperation operation)
    {
        foreach ((string name, StringValues values) in request.Query)
        {
            QueryParameter? known = operation.Query.FirstOrDefault(q => q.Name == name);
            if (known is null)
                throw new ProblemException(
                    ProblemType.InvalidQuery, "the query parameter is not known here", name.Length <= 64 ? name : name[..64]);
            if (values.Count != 1)
                throw new ProblemException(ProblemType.InvalidQuery, "the query parameter is given more than once", known.Name);
            if (!Regex.IsMatch(values[0] ?? "", "^(?:" + known.Pattern + @")\z", RegexOptions.NonBacktracking))
                throw new ProblemException(
                    known.Name == "cursor" ? ProblemType.MalformedCursor : ProblemType.InvalidQuery, "the query parameter is malformed",
                    known.Name);
        }
    }

    private static string? ReadIdempotencyKey(HttpRequest request, ApiOperation operation)
    {
        if (!operation.IdempotencyKey && !operation.OptionalIdempotencyKey)
            return null;
        StringValues values = request.Headers["Idempotency-Key"];
        if (values.Count == 0 && operation.OptionalIdempotencyKey)
            return null;
        // Where none is asked for, an empty one is none of the form and not a missing one.
        if (!operation.OptionalIdempotencyKey && string.IsNullOrEmpty(values.FirstOrDefault()))
            throw new ProblemException(
                ProblemType.MissingIdempotencyKey, "a creating request needs an Idempotency-Key header", "Idempotency-Key");
        if (values.Count > 1 || !KeyPattern().IsMatch(values[0] ?? ""))
            throw new ProblemException(
                ProblemType.MalformedIdempotencyKey, "the key must be 16 to 128 letters, digits, '-', '_', '.' or ':'", "Idempotency-Key");
        return values[0]!.Trim('"');
    }

    private static IfMatch ReadIfMatch(HttpRequest request)
    {
        StringValues values = request.Headers.IfMatch;
        if (values.Count == 0 || string.IsNullOrEmpty(values[0]))
            throw new ProblemException(
                ProblemType.MissingIfMatch, "a replacing request needs an If-Match header with the ETag that was read", "If-Match");
        return IfMatch.Read(values) ?? throw new ProblemException(IfMatch.Malformed);
    }

    [GeneratedRegex("^\"?[A-Za-z0-9._:-]{16,128}\"?\\z")]
    private static partial Regex KeyPattern();

    [LoggerMessage(1001, LogLevel.Information, "{Operation} answered {Problem} ({Status}), call {CallId}")]
    private static partial void Problem(ILogger logger, string operation, string problem, int status, string callId);

    [LoggerMessage(
        1004, LogLevel.Error,
        "{Operation}: what is stored cannot be read ({Fault}), call {CallId}; put it back from a backup, the stop journal stays")]
    private static partial void Damaged(ILogger logger, string operation, string fault, string callId);

    [LoggerMessage(1002, LogLevel.Warning, "{Operation}: store or keys unavailable ({Fault}), call {CallId}")]
    private static partial void Unavailable(ILogger logger, string operation, string fault, string callId);
}
