using DataSharing.Embedded.Installation;

namespace DataSharing.Embedded.Hosting;

/// <summary>What this host reads of the function app's <c>host.json</c>.</summary>
/// <param name="RoutePrefix">Comes before every function's route; <c>api</c> unless the file says otherwise, as in Azure.</param>
internal sealed record HostJson(string RoutePrefix = "api")
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="StartRefusedException">The file is there but not JSON, or the prefix is not a string.</exception>
    public static HostJson Load(string path)
    {
        if (!File.Exists(path))
            return new HostJson();
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return file.RootElement.TryGetProperty("extensions", out JsonElement extensions)
                && extensions.TryGetProperty("http", out JsonElement http)
                && http.TryGetProperty("routePrefix", out JsonElement prefix)
                ? new HostJson(prefix.GetString()?.Trim('/') ?? "")
                : new HostJson();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new StartRefusedException("host.json is not an object whose extensions.http.routePrefix is a string");
        }
    }
}
