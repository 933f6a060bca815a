using System.Text.Json.Nodes;

namespace DataSharing.Functions.Tests.Support;

/// <summary>
/// Random damage to a valid body, the same for the same seed: members removed, added, renamed or given other types and
/// values; and damage to the text itself.
/// </summary>
internal static class Mutations
{
    private static readonly string[] Texts =
    [
        "", " ", "x", "\u0000", "null", "-1", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "2026-02-30", "../../etc", "<b>", "' or 1=1",
        "\U0001F600", "reg-shelter", "identity.givenName", "HOUSE", "sha256:", "a/b/c", new('y', 300), "é", "PT1H", "\ud7ff", "*",
    ];

    public static string Of(JsonObject valid, int seed)
    {
        var random = new Random(seed);
        JsonNode body = valid.DeepClone();
        for (int i = random.Next(1, 4); i > 0; i--)
            Damage(Pick(body, random), random);
        string text = body.ToJsonString();
        return random.Next(8) == 0 ? Torn(text, random) : text;
    }

    private static string Torn(string text, Random random)
    {
        int at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text[..at],
            1 => text.Insert(at, "\",:{}[]0\\u"[random.Next(9)].ToString()),
            _ => text.Remove(at, 1),
        };
    }

    // An object or list somewhere in the body; deeper ones as likely as the outermost.
    private static JsonNode Pick(JsonNode body, Random random)
    {
        var all = new List<JsonNode>();
        Collect(body, all);
        return all[random.Next(all.Count)];
    }

    private static void Collect(JsonNode? node, List<JsonNode> all)
    {
        if (node is JsonObject or JsonArray)
            all.Add(node);
        foreach (JsonNode? child in node switch
        {
            JsonObject o =>
            o.Select(member => member.Value),
            JsonArray a => a,
            _ => Enumerable.Empty<JsonNode?>()
        })
            Collect(child, all);
    }

    private static void Damage(JsonNode node, Random random)
    {
        if (node is JsonArray list)
        {
            if (list.Count == 0 || random.Next(2) == 0)
                list.Add(Anything(random));
            else if (random.Next(2) == 0)
                list.RemoveAt(random.Next(list.Count));
            else
                list[random.Next(list.Count)] = random.Next(2) == 0 ? Anything(random) : list[random.Next(list.Count)]?.DeepClone();
            return;
        }

        var members = (JsonObject)node;
        string? name = members.Count == 0 ? null : members.ElementAt(random.Next(members.Count)).Key;
        switch (random.Next(name is null ? 1 : 4))
        {
            case 0:
                members[Texts[random.Next(Texts.Length)]] = Anything(random);
                break;
            case 1:
                members.Remove(name!);
                break;
            default:
                members[name!] = Anything(random);
                break;
        }
    }

    private static JsonNode? Anything(Random random) => random.Next(9) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(-5, 5)),
        2 => JsonValue.Create(double.MaxValue),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => new JsonArray(),
        5 => new JsonObject(),
        6 => new JsonArray(null, "x", 3, new JsonObject()),
        _ => JsonValue.Create(Texts[random.Next(Texts.Length)]),
    };
}
