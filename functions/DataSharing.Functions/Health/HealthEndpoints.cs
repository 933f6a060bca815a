using DataSharing.Functions.Registry;

namespace DataSharing.Functions.Health;

/// <summary>
/// Whether the process lives, and whether it can serve. For load balancers and operators: named checks, no versions, no
/// addresses, no reasons. What a runtime checks beside policy and store is named only where something is wrong with it.
/// </summary>
public sealed class HealthEndpoints(
    IPartitionStore store, Lazy<PolicySet> policy, ReadinessProbe probe, IEnumerable<IReadinessCheck> others)
{
    /// <summary>Longest wait for a check.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Answers without asking anything: a broken store must not get the process restarted.</summary>
    [Function("Health")]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
        => Results.Json(new { status = "alive" });

    [Function("Ready")]
    public async Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ready")] HttpRequest request, CancellationToken cancellation)
    {
        var checks = new Dictionary<string, string>
        {
            ["policy"] = Word(IsPolicyLoaded()),
            ["store"] = Word(await IsStoreOpenAsync(cancellation)),
        };
        foreach (IReadinessCheck other in others)
            if (other.Check() is var state and not ReadinessState.Ok)
                checks[other.Name] = state == ReadinessState.Low ? "low" : "failed";
        bool isReady = !checks.ContainsValue("failed");
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new { status = isReady ? "ready" : "notReady", checks },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    // That it can be read says nothing about a full disk: it is written, too.
    private async Task<bool> IsStoreOpenAsync(CancellationToken cancellation)
    {
        try
        {
            await store.ReadAsync(RegistryKeys.Directory, "ready", cancellation).WaitAsync(Patience, cancellation);
            await probe.WriteAsync().WaitAsync(Patience, cancellation);
            return true;
        }
        catch (Exception unreachable) when (unreachable is StoreUnavailableException or TimeoutException)
        {
            return false;
        }
    }

    private bool IsPolicyLoaded()
    {
        try
        {
            return policy.Value.Pathways.Count > 0;
        }
        catch (PolicyException)
        {
            return false;
        }
    }

    private static string Word(bool holds) => holds ? "ok" : "failed";
}
