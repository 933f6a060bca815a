using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace DataSharing.Embedded.Hosting.Http;

/// <summary>The methods a function answers; null: every method.</summary>
internal sealed record MethodList(IReadOnlySet<string>? Methods)
{
    public static MethodList Of(string[]? methods) =>
        new(methods is { Length: > 0 } ? methods.ToHashSet(StringComparer.OrdinalIgnoreCase) : null);

    public bool Answers(string method) => Methods is null || Methods.Contains(method);

    public bool Overlaps(MethodList other) => Methods is null || other.Methods is null || Methods.Overlaps(other.Methods);

    public override string ToString() =>
        Methods is null
            ? "every method"
            : string.Join(", ", Methods.Select(method => method.ToUpperInvariant()).Order(StringComparer.Ordinal));
}

/// <summary>
/// Treats a function's method list as the Functions host does: as one more constraint of its route. A known route asked with
/// another method is 404 with an empty body, not 405, and HEAD is not answered by a GET function.
/// Source: Azure/azure-functions-host issues 10098 (404 where 405 is asked for) and 11625 (HEAD on a GET trigger).
/// </summary>
internal sealed class MethodListPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<MethodList>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<MethodList>() is { } methods
                && !methods.Answers(httpContext.Request.Method))
                candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }
}
