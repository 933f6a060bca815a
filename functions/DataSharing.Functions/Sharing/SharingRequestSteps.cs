using System.Text.Json.Serialization;
using DataSharing.Functions.Orchestration;
using Microsoft.DurableTask;

namespace DataSharing.Functions.Sharing;

/// <summary>What an orchestration waits for next.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestStage>))]
public enum RequestStage
{
    /// <summary>Nothing any more.</summary>
    Over,

    /// <summary>A reviewer, or the end of the hold.</summary>
    Held,

    /// <summary>Collection and acceptance, a stop, or the end of the release.</summary>
    Released,
}

/// <summary>Where a request stands after a step.</summary>
public sealed record RequestProgress
{
    public RequestStage Stage { get; init; }

    /// <summary>When to look again at the latest, in UTC.</summary>
    public DateTime Until { get; init; }

    /// <summary>Of the state that a request is in.</summary>
    internal static RequestProgress Of(RequestLife request) => request.State switch
    {
        RequestState.Held => new RequestProgress { Stage = RequestStage.Held, Until = request.HeldUntil!.Value.UtcDateTime },
        RequestState.Released => new RequestProgress
        {
            Stage = RequestStage.Released,
            Until = (request.ConfirmBy ?? request.ExpiresAt!.Value).UtcDateTime,
        },
        _ => new RequestProgress(),
    };
}

/// <summary>The steps by name, and the one way of waiting.</summary>
internal static class SharingRequestSteps
{
    public const string Decide = "DecideSharingRequest";
    public const string FollowRelease = "FollowRelease";
    public const string Refuse = "RefuseSharingRequest";

    // A store or key store that does not answer: again after 1, 2, 4 … seconds, at most five minutes apart, for about a day.
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(
        new RetryPolicy(300, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)));

    // What has nothing to fall back on is tried for as long as it takes: given up, a release would outlive its end.
    private static readonly TaskOptions Tireless = TaskOptions.FromRetryPolicy(
        new RetryPolicy(10_000, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10)));

    public static async Task<RequestProgress> DecideAsync(this TaskOrchestrationContext context, string requestId)
    {
        try
        {
            return await context.CallActivityAsync<RequestProgress>(Decide, requestId, Patient);
        }
        catch (TaskFailedException)
        {
            // Any failure refuses.
            return await context.CallActivityAsync<RequestProgress>(Refuse, requestId, Tireless);
        }
    }

    public static Task<RequestProgress> EndIfDueAsync(this TaskOrchestrationContext context, string requestId) =>
        context.CallActivityAsync<RequestProgress>(FollowRelease, requestId, Tireless);

    /// <summary>Until something changed or the time has come; the loser of the two is cancelled.</summary>
    public static async Task WaitForChangeAsync(this TaskOrchestrationContext context, DateTime until)
    {
        using var over = new CancellationTokenSource();
        Task changed = context.WaitForExternalEvent<string>(Workflows.Changed, over.Token);
        Task time = context.CreateTimer(until, over.Token);
        await Task.WhenAny(changed, time);
        over.Cancel();
    }
}
