using System.Text;
using System.Text.Json.Nodes;

namespace DataSharing.EndToEnd.Tests.BadInput;

/// <summary>Breaks JSON bodies in the ways that callers do: by a seed, so that a failure can be repeated.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Strings =
    [
        "", " ", "\u0000", "null", "🙂", "\u202eabc", new('x', 20_000), "../../../etc/passwd", "'; DROP TABLE documents;--", "<script>",
        "%s%n", "0", "-1", "NaN", "9999-12-31T23:59:59.9999999Z",
        "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "reg-nobody", "XX", "identity.*", "\u00e9\u0301", "ᚠ", "a\r\nb: c",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next(JsonObject valid)
    {
        JsonObject body = valid.DeepClone().AsObject();
        for (int times = _random.Next(1, 4); times > 0; times--)
            Change(body);
        byte[] bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return _random.Next(5) == 0 ? Damaged(bytes) : bytes;
    }

    private void Change(JsonObject body)
    {
        var places = Places(body).ToList();
        if (places.Count == 0)
        {
            body["nothing"] = Value(2);
            return;
        }

        (JsonNode? parent, string? key, int index) = places[_random.Next(places.Count)];
        switch (_random.Next(8))
        {
            case 0 when parent is JsonObject some:
                some.Remove(key!);
                some[key + "x"] = "moved";
                break;
            case 1 when parent is JsonObject some:
                some.Remove(key!);
                break;
            case 2 when parent is JsonObject some:
                some["extra" + _random.Next(3)] = Value(2);
                break;
            case 3 when parent is JsonArray list:
                for (int copies = _random.Next(1, 300); copies > 0; copies--)
                    list.Add(list[index]?.DeepClone());
                break;
            case 4 when parent is JsonArray list:
                list.Insert(index, null);
                break;
            default:
                if (parent is JsonObject holder)
                    holder[key!] = Value(3);
                else
                    parent.AsArray()[index] = Value(3);
                break;
        }
    }

    private JsonNode? Value(int depth) => _random.Next(depth > 0 ? 10 : 8) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => _random.Next(-5, 5),
        3 => 1e300 * _random.NextDouble(),
        4 => long.MaxValue,
        5 or 6 => Strings[_random.Next(Strings.Length)],
        7 => new string([.. Enumerable.Range(0, _random.Next(1, 80)).Select(_ => (char)_random.Next(32, 0x2fff))]),
        8 => new JsonArray(Value(depth - 1), Value(depth - 1)),
        _ => new JsonObject { ["id"] = Value(depth - 1), ["a.b"] = Value(depth - 1) },
    };

    private byte[] Damaged(byte[] bytes)
    {
        int at = _random.Next(bytes.Length);
        switch (_random.Next(5))
        {
            case 0:
                return bytes[..at];
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                return [.. bytes[..at], .. Encoding.UTF8.GetBytes("{\"again\":["), .. bytes[at..]];
            case 3:
                return [.. bytes, .. bytes];
            default:
                return [.. Enumerable.Repeat((byte)'[', _random.Next(1, 5000)), .. bytes];
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode node)
    {
        if (node is JsonObject some)
        {
            foreach ((string key, JsonNode? value) in some)
            {
                yield return (some, key, 0);
                foreach ((JsonNode Parent, string? Key, int Index) deeper in value is null ? [] : Places(value))
                    yield return deeper;
            }
        }
        else if (node is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                yield return (list, null, i);
                foreach ((JsonNode Parent, string? Key, int Index) deeper in list[i] is { } item ? Places(item) : [])
                    yield return deeper;
            }
        }
    }
}
