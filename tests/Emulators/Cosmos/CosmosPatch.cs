using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.Emulators.Cosmos;

/// <summary>
/// Partial update by the service's own rules, which are not those of our stores: a missing number counts as nought, an object
/// takes a member named "-".
/// </summary>
internal static class CosmosPatch
{
    private const int Most = 10;

    public static bool TryApply(JsonObject item, JsonObject patch)
    {
        JsonArray operations = patch["operations"]!.AsArray();
        return operations.Count is > 0 and <= Most
            && operations.All(
                operation => TryApply(
                    item, operation!["op"]!.GetValue<string>(), operation["path"]!.GetValue<string>(), operation["value"]));
    }

    private static bool TryApply(JsonObject item, string kind, string path, JsonNode? value)
    {
        string[] names = path.Split('/');
        if (names is [_, "id" or "pk" or "_etag" or "_ts" or "_rid", ..])
            return false;
        JsonNode? parent = item;
        foreach (string name in names[1..^1])
            parent = (parent as JsonObject)?[name];
        string last = names[^1];
        switch (kind)
        {
            case "add" when parent is JsonArray array && last == "-":
                array.Add(value?.DeepClone());
                return true;
            case "set" or "add" when parent is JsonObject target:
                target[last] = value?.DeepClone();
                return true;
            case "incr" when parent is JsonObject target
                && (!target.ContainsKey(last) || target[last]?.GetValueKind() == JsonValueKind.Number):
                target[last] = (target[last]?.GetValue<long>() ?? 0) + value!.GetValue<long>();
                return true;
            case "remove" when parent is JsonObject target:
                return target.Remove(last);
            default:
                return false;
        }
    }
}
