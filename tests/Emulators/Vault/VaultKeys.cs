using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Vault;

/// <summary>The keys of the vault, all versions of each, in the order they were made.</summary>
public sealed class VaultKeys
{
    // Source: Azure Key Vault REST API, "Get Key Versions": 25 results unless fewer are asked for.
    private const int PageSize = 25;

    private readonly Uri _vault;
    private readonly TimeProvider _time;
    private readonly VaultKeyBank _bank = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<VaultKey>> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    internal VaultKeys(Uri vault, TimeProvider time) => (_vault, _time) = (vault, time);

    /// <summary>Full ids of a key's versions, oldest first.</summary>
    public IReadOnlyList<string> VersionsOf(string name)
    {
        lock (_lock)
            return _keys.TryGetValue(name, out List<VaultKey>? versions) ? [.. versions.Select(version => version.Id)] : [];
    }

    /// <summary>Makes the current version unusable, or usable again.</summary>
    public void Enable(string name, bool enabled)
    {
        lock (_lock)
            _keys[name][^1].Enabled = enabled;
    }

    /// <summary>Kind of the current version as the service writes it, e.g. <c>RSA-HSM</c>.</summary>
    public string TypeOf(string name)
    {
        lock (_lock)
            return _keys[name][^1].Type;
    }

    internal JsonNode Answer(VaultCall call, JsonObject body)
    {
        if (call.Operation == "keys.create")
        {
            // Making a key takes long: outside the lock.
            var made = VaultKey.Create(body, _bank);
            return Add(call.Name, made, mayBeFirst: true);
        }

        if (call.Operation == "keys.rotate")
            return Add(call.Name, Find(call.Name, "").Another(_bank), mayBeFirst: false);
        VaultKey key = Find(call.Name, call.Version);
        return call.Operation switch
        {
            "keys.get" => key.ToJson(),
            "keys.list" => List(call.Name, call.Skip),
            "keys.delete" => Delete(call.Name, key),
            _ => Use(key, call.Operation, body),
        };
    }

    private JsonObject Add(string name, VaultKey made, bool mayBeFirst)
    {
        lock (_lock)
        {
            if (_deleted.Contains(name))
                throw new VaultError(409, "Conflict", "the key is deleted but recoverable");
            if (!_keys.TryGetValue(name, out List<VaultKey>? versions))
                _keys[name] = versions = mayBeFirst ? [] : throw NotFound(name);
            made.Place(_vault, name, _time.GetUtcNow());
            versions.Add(made);
            return made.ToJson();
        }
    }

    private VaultKey Find(string name, string version)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(name, out List<VaultKey>? versions))
                throw NotFound(name);
            return (version.Length == 0 ? versions[^1] : versions.Find(one => one.Version == version)) ?? throw NotFound(name);
        }
    }

    private JsonObject List(string name, int skip)
    {
        lock (_lock)
        {
            List<VaultKey> versions = _keys[name];
            int next = skip + PageSize;
            return new JsonObject
            {
                ["value"] = new JsonArray(
                [
                    .. versions.Skip(skip).Take(PageSize)
                        .Select(key => new JsonObject { ["kid"] = key.Id, ["attributes"] = key.Attributes() }),
                ]),
                ["nextLink"] = next < versions.Count
                    ? new Uri(_vault, string.Create(
                        CultureInfo.InvariantCulture, $"/keys/{name}/versions?api-version=7.4&$skiptoken={next}")).AbsoluteUri
                    : null,
            };
        }
    }

    private JsonObject Delete(string name, VaultKey key)
    {
        lock (_lock)
        {
            _keys.Remove(name);
            _deleted.Add(name);
        }

        JsonObject answer = key.ToJson();
        answer["recoveryId"] = new Uri(_vault, "/deletedkeys/" + name).AbsoluteUri;
        return answer;
    }

    private static JsonObject Use(VaultKey key, string operation, JsonObject body)
    {
        key.Require(operation switch { "wrapkey" => "wrapKey", "unwrapkey" => "unwrapKey", _ => operation });
        string algorithm = (string?)body["alg"] ?? throw Bad("alg");
        try
        {
            return operation switch
            {
                "verify" => new JsonObject { ["value"] = key.Verify(algorithm, Bytes(body, "digest"), Bytes(body, "value")) },
                _ => new JsonObject
                {
                    ["kid"] = key.Id,
                    ["value"] = Base64Url.EncodeToString(key.Transform(operation, algorithm, Bytes(body, "value"))),
                },
            };
        }
        catch (CryptographicException)
        {
            throw Bad("value");
        }
    }

    private static byte[] Bytes(JsonObject body, string name)
    {
        string text = (string?)body[name] ?? throw Bad(name);
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw Bad(name);
    }

    internal static VaultError Bad(string property) => new(400, "BadParameter", $"the property {property} is missing or not valid");

    private static VaultError NotFound(string name) =>
        new(404, "KeyNotFound", $"A key with (name/id) {name} was not found in this key vault.");
}
