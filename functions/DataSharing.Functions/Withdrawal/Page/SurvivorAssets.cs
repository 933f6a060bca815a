using System.Collections.Frozen;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>The style and the small script of the survivor's pages, from the app itself. Not cached on the device either.</summary>
public static class SurvivorAssets
{
    private static readonly FrozenDictionary<string, (byte[] Bytes, string Type)> Assets =
        new Dictionary<string, (byte[], string)>(StringComparer.Ordinal)
        {
            ["page.css"] = (Load("page.css"), "text/css; charset=utf-8"),
            ["page.js"] = (Load("page.js"), "text/javascript; charset=utf-8"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    [Function("SurvivorAsset")]
    public static IResult Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "w/{asset}")] HttpRequest request, string asset)
    {
        SurvivorHeaders.Apply(request.HttpContext.Response);
        return Assets.TryGetValue(asset, out (byte[] Bytes, string Type) found)
            ? Results.Bytes(found.Bytes, found.Type)
            : Results.NotFound();
    }

    private static byte[] Load(string name)
    {
        using Stream stream = typeof(SurvivorAssets).Assembly.GetManifestResourceStream(typeof(SurvivorAssets).Namespace + ".Assets."
            + name)
            ?? throw new InvalidOperationException("the asset " + name + " is not in the assembly");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
