namespace DataSharing.Functions.Http;

/// <summary>
/// Keeps the survivor's pages on a host name of their own: that name answers only <c>/w</c>, what lies under it, and a neutral
/// <c>/</c>; <c>/w</c> does not exist on any other name. So the address in her history belongs to no agency's system, and no
/// agency's page can be mistaken for hers. Without a configured name (development only) everything is answered everywhere.
/// Each runtime asks before it dispatches: the embedded host in its first middleware; in the isolated worker an
/// <c>IFunctionsWorkerMiddleware</c> would ask with the same two strings. Immutable, thread-safe.
/// </summary>
/// <param name="name">The host name without port, the setting <c>Survivor:Host</c>; null or empty: none.</param>
public sealed class SurvivorHost(string? name)
{
    public const string Setting = "Survivor:Host";
    private const string Pages = "/w";

    /// <summary>Whether a request to this host and path may be dispatched; otherwise it is answered 404 with an empty body.</summary>
    /// <param name="host">The Host header's name; a port, a final dot and the letters' case do not matter.</param>
    /// <param name="path">The decoded path, from its first slash, without the query.</param>
    public bool Allows(string? host, string? path)
    {
        if (string.IsNullOrEmpty(name))
            return true;
        bool isPage = IsUnder(path ?? "");
        return IsSurvivors(host ?? "") ? isPage || path is null or "" or "/" : !isPage;
    }

    private bool IsSurvivors(ReadOnlySpan<char> host)
    {
        int colon = host.LastIndexOf(':');
        if (colon >= 0 && !host[colon..].Contains(']'))
            host = host[..colon];
        return host.TrimEnd('.').Equals(name.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);
    }

    // Routes match without regard to case, so this must not be stricter than they are.
    private static bool IsUnder(ReadOnlySpan<char> path) =>
        path.StartsWith(Pages, StringComparison.OrdinalIgnoreCase) && (path.Length == Pages.Length || path[Pages.Length] == '/');
}
