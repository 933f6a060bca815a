using System.Net;
using System.Net.Sockets;
using Azure.Identity;
using Microsoft.Azure.Cosmos;
using Container = DataSharing.Functions.Storage.Container;

namespace DataSharing.Functions.Azure.Cosmos;

/// <summary>An answer of the service that is no outcome. Its text names a status and an activity, never a document.</summary>
internal sealed class CosmosAnswerException(HttpStatusCode status, int subStatus, string? activity)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"status {(int)status}/{subStatus}, activity {activity}"))
{
    public HttpStatusCode Status => status;
}

/// <summary>
/// What is tried again and what is not. Reads are repeated here, a little, after the SDK gave up. A commit is repeated only
/// after 429 and 449, by which the service says that nothing was written; after everything else it may have happened,
/// and only the caller can find out.
/// </summary>
internal sealed class CosmosCalls(TimeProvider time)
{
    private const HttpStatusCode RetryWith = (HttpStatusCode)449;

    private const int Tries = 4;

    /// <summary>
    /// No try is begun after this: the SDK itself has waited on 429 and 449 by then, up to half a minute, and so did a
    /// survivor.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    public static bool WroteNothing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or RetryWith;

    public async Task<T> ReadAsync<T>(string operation, Container container, Func<Task<T>> read, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception failure) when (IsFault(failure) && !cancellation.IsCancellationRequested)
            {
                if (IsLast(attempt, start) || (StatusOf(failure) is { } status && !IsPassing(status)))
                    throw Unavailable(operation, container, failure);
            }

            await WaitAsync(attempt, cancellation);
        }
    }

    /// <summary>
    /// <paramref name="send"/> throws <see cref="CosmosAnswerException"/> for an answer that is no outcome. The caller's cancellation
    /// ends the waiting between two tries alone: a commit that is under way is waited for.
    /// </summary>
    public async Task<CommitResult> CommitAsync(Container container, Func<Task<CommitResult>> send, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return await send();
            }
            catch (Exception failure) when (StatusOf(failure) is { } status && WroteNothing(status) && !IsLast(attempt, start))
            {
                // below
            }
            catch (Exception failure) when (failure is ObjectDisposedException or not (InvalidOperationException or ArgumentException))
            {
                // Those two are the caller's mistakes, found by the service or before it. Whatever else went wrong, even in
                // reading the answer, the commit may have happened.
                throw Unavailable("commit", container, failure);
            }

            await WaitAsync(attempt, cancellation);
        }
    }

    /// <summary>The SDK's own exceptions hold addresses and keys of documents in their text, so that none is handed on.</summary>
    public static StoreUnavailableException Unavailable(string operation, Container container, Exception failure) =>
        new($"{operation} on {container}: {Describe(failure)}");

    public static bool IsFault(Exception failure) =>
        failure is CosmosAnswerException or CosmosException or HttpRequestException or IOException
        or SocketException or OperationCanceledException or AuthenticationFailedException or ObjectDisposedException;

    public static string Describe(Exception failure) => failure switch
    {
        CosmosAnswerException fault => fault.Message,
        CosmosException known => new CosmosAnswerException(known.StatusCode, known.SubStatusCode, known.ActivityId).Message,
        _ => failure.GetType().Name,
    };

    private static HttpStatusCode? StatusOf(Exception failure) => failure switch
    {
        CosmosAnswerException answer => answer.Status,
        CosmosException known => known.StatusCode,
        _ => null,
    };

    private static bool IsPassing(HttpStatusCode status) =>
        WroteNothing(status) || status is HttpStatusCode.RequestTimeout or HttpStatusCode.Gone or >= HttpStatusCode.InternalServerError;

    private bool IsLast(int attempt, long start) => attempt == Tries || time.GetElapsedTime(start) > Patience;

    private Task WaitAsync(int attempt, CancellationToken cancellation)
    {
#pragma warning disable CA5394 // spreads out those who wait; nothing secret
        TimeSpan wait = FirstWait * (1 << attempt) * (0.5 + Random.Shared.NextDouble());
#pragma warning restore CA5394
        return Task.Delay(wait, time, cancellation);
    }
}
