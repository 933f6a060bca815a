using System.Text.Json;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>A collected package, held against the decision and the record it was cut from.</summary>
public sealed class Package(Answer reply, Outcome outcome, SampleRecord record)
{
    // Stated by the system when the record has nothing to say about it.
    private static readonly HashSet<string> OfTheDelivery = ["identity.caseHandle", "consent.scope", "consent.lifetime", "request.core"];

    public JsonElement Json { get; } = reply.Element;

    public string Text => reply.Text;

    public IReadOnlyList<string> Paths => [.. Fields.Select(one => one.GetProperty("path").GetString()!)];

    public string Handle => Json.GetProperty("handle").GetString()!;

    private IEnumerable<JsonElement> Fields => Json.GetProperty("fields").EnumerateArray();

    public JsonElement this[string path] => Fields.Single(field => field.GetProperty("path").GetString() == path);

    public string ValueOf(string path) => this[path].GetProperty("value").GetString()!;

    /// <summary>Exactly these fields, and of no other field any value.</summary>
    public Package HoldsJust(params string[] paths)
    {
        Assert.Equal(paths.Order(StringComparer.Ordinal), Paths);
        foreach (RecordField? field in record.Body.Fields.Where(field => !paths.Contains(field.Path)))
            Assert.DoesNotContain(record.MarksOf(field.Path), mark => Text.Contains(mark, StringComparison.Ordinal));
        return this;
    }

    /// <summary>
    /// Exactly what was let through at PORTION or above: nothing that is withheld, and all that is released but for texts that
    /// she did not approve, lists of which she chose no item, and what the record is silent on.
    /// </summary>
    public Package HoldsWhatWasDecided()
    {
        bool full = outcome.Tier == "FULL";
        var recorded = record.Body.Fields.Select(field => field.Path).ToHashSet();
        return HoldsJust([.. outcome.Released.Where(path =>
            OfTheDelivery.Contains(path)
                || (recorded.Contains(path) && (full || !Country.Policy.Fields[path].FreeText) && !IsItemByItem(path)))]);
    }

    private bool IsItemByItem(string path) =>
        outcome.Verdict(path).TryGetProperty("limit", out JsonElement limit) && limit.ValueKind == JsonValueKind.String
        && Country.Policy.Limits.Single(rule =>
            JsonNamingPolicy.CamelCase.ConvertName(rule.Key.ToString()) == limit.GetString()).Value.Mode == LimitMode.Items;
}
