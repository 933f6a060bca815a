namespace DataSharing.Functions.Console;

/// <summary>The console's style and icon, from the app itself.</summary>
public static class ConsoleAssets
{
    private static readonly Dictionary<string, (byte[] Bytes, string Type)> Assets = new(StringComparer.Ordinal)
    {
        ["console.css"] = (Load("console.css"), "text/css; charset=utf-8"),
        ["icon.svg"] = (Load("icon.svg"), "image/svg+xml"),
    };

    [Function("ConsoleAsset")]
    public static IResult Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ConsoleRoutes.Asset)] HttpRequest request, string asset)
    {
        ConsoleHeaders.Apply(request.HttpContext.Response);
        return Assets.TryGetValue(asset, out (byte[] Bytes, string Type) found)
            ? Results.Bytes(found.Bytes, found.Type)
            : Results.NotFound();
    }

    private static byte[] Load(string name)
    {
        using Stream stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(typeof(ConsoleAssets).Namespace + ".Assets." + name)
            ?? throw new InvalidOperationException("the asset " + name + " is not in the assembly");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
