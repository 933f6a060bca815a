using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Vault;

/// <summary>The secrets of the vault. Setting one that exists adds a version, as in the service; nothing is conditional there.</summary>
internal sealed class VaultSecrets(Uri vault, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Secret>> _secrets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    public JsonNode Answer(VaultCall call, JsonObject body)
    {
        lock (_lock)
        {
            if (call.Operation == "secrets.set")
                return Set(call.Name, (string?)body["value"] ?? throw VaultKeys.Bad("value"), (string?)body["contentType"]);
            List<Secret> versions = _secrets.GetValueOrDefault(call.Name)
                ?? throw new VaultError(404, "SecretNotFound", $"A secret with (name/id) {call.Name} was not found in this key vault.");
            switch (call.Operation)
            {
                case "secrets.list":
                    return new JsonObject
                    {
                        ["value"] = new JsonArray([.. versions.Select(one => one.ToJson(withValue: false))]),
                        ["nextLink"] = null,
                    };
                case "secrets.delete":
                    _secrets.Remove(call.Name);
                    _deleted.Add(call.Name);
                    return versions[^1].ToJson(withValue: false);
                default:
                    Secret? found = call.Version.Length == 0 ? versions[^1] : versions.Find(one => one.Version == call.Version);
                    return found?.ToJson(withValue: true)
                        ?? throw new VaultError(
                            404, "SecretNotFound", $"A secret with (name/id) {call.Name}/{call.Version} was not found in this key vault.");
            }
        }
    }

    private JsonObject Set(string name, string value, string? contentType)
    {
        if (_deleted.Contains(name))
            throw new VaultError(409, "Conflict", "the secret is deleted but recoverable");
        if (!_secrets.TryGetValue(name, out List<Secret>? versions))
            _secrets[name] = versions = [];
        string version = Guid.NewGuid().ToString("N");
        var made = new Secret(new Uri(vault, $"/secrets/{name}/{version}").AbsoluteUri, version, value, contentType, time.GetUtcNow());
        versions.Add(made);
        return made.ToJson(withValue: true);
    }

    private sealed record Secret(string Id, string Version, string Value, string? ContentType, DateTimeOffset Created)
    {
        public JsonObject ToJson(bool withValue)
        {
            var json = new JsonObject
            {
                ["id"] = Id,
                ["attributes"] = new JsonObject
                {
                    ["enabled"] = true,
                    ["created"] = Created.ToUnixTimeSeconds(),
                    ["updated"] = Created.ToUnixTimeSeconds(),
                    ["recoveryLevel"] = "Recoverable",
                    ["recoverableDays"] = 90,
                },
            };
            if (ContentType is not null)
                json["contentType"] = ContentType;
            if (withValue)
                json["value"] = Value;
            return json;
        }
    }
}
