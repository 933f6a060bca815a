using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Emulators.Vault;

/// <summary>One request: of which kind, and on what.</summary>
/// <param name="Operation">For keys with an operation its name (<c>unwrapkey</c>), else kind and verb (<c>keys.get</c>).</param>
/// <param name="Version">Empty: the current one.</param>
/// <param name="Skip">Of a list: how many were on the pages before.</param>
internal sealed record VaultCall(string Operation, bool IsKey, string Name, string Version, int Skip = 0)
{
    private static readonly string[] Verbs = ["wrapkey", "unwrapkey", "sign", "verify"];

    public static VaultCall Of(HttpRequest request)
    {
        string[] path = request.Path.Value!.Split('/');
        if (path is not ["", "keys" or "secrets", { Length: > 0 } name, ..])
            throw new VaultError(404, "NotFound", "no such address");
        bool isKey = path[1] == "keys";
        string verb = request.Method.ToUpperInvariant();
        return (verb, isKey, path[3..]) switch
        {
            ("GET", _, ["versions"]) => new($"{path[1]}.list", isKey, name, "", SkipOf(request)),
            ("GET", _, [] or [_]) => new($"{path[1]}.get", isKey, name, path is [_, _, _, var version] ? version : ""),
            ("POST", true, ["create"]) => new("keys.create", true, name, ""),
            ("POST", true, ["rotate"]) => new("keys.rotate", true, name, ""),
            ("POST", true, [var version, var operation]) when Verbs.Contains(operation) => new(operation, true, name, version),
            ("PUT", false, [] or [""]) => new("secrets.set", false, name, ""),
            ("DELETE", _, [] or [""]) => new($"{path[1]}.delete", isKey, name, ""),
            _ => throw new VaultError(405, "MethodNotAllowed", "not an operation of this vault"),
        };
    }

    private static int SkipOf(HttpRequest request) =>
        int.TryParse(request.Query["$skiptoken"], NumberStyles.None, CultureInfo.InvariantCulture, out int skip) ? skip : 0;
}
