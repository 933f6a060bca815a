using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSharing.EndToEnd.Tests.Support;

/// <summary>One operation as the served OpenAPI document describes it.</summary>
public sealed record Operation(
    string Id, HttpMethod Method, string Path, IReadOnlyList<string> Roles, bool HasBody, IReadOnlyDictionary<string, bool> Parameters)
{
    private static readonly IReadOnlyList<Actor> Everybody =
    [
        Agencies.Advocate.Worker, Agencies.Advocate.Reviewer, Agencies.Advocate.Dpo,
        Agencies.Coordination.Of("manager", Functions.Http.Roles.RegistryManage),
    ];

    public bool NeedsKey => Parameters.GetValueOrDefault("Idempotency-Key");

    public bool NeedsIfMatch => Parameters.GetValueOrDefault("If-Match");

    /// <summary>Somebody with one of the roles.</summary>
    public Actor Allowed => Everybody.First(actor => actor.Roles.Intersect(Roles).Any());

    /// <summary>Somebody without any; null where everybody has one.</summary>
    public Actor? NotAllowed => Everybody.FirstOrDefault(actor => !actor.Roles.Intersect(Roles).Any());

    /// <summary>The address, with ids that are well formed and lead nowhere unless given.</summary>
    public string Address(IReadOnlyDictionary<string, string>? ids = null) =>
        Regex.Replace(Path, @"\{(\w+)\}", match => ids?.GetValueOrDefault(match.Groups[1].Value) ?? "nobody-nowhere");

    public override string ToString() => Id;

    /// <summary>All operations that need a token.</summary>
    public static async Task<IReadOnlyList<Operation>> AllAsync(Api api)
    {
        JsonElement document = (await api.SendAsync(null, HttpMethod.Get, "/api/openapi.json")).Must(200).Element;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               let operation = Of(path.Name, method.Name, method.Value)
               where operation.Roles.Count > 0
               select operation,
        ];
    }

    private static Operation Of(string path, string method, JsonElement described)
    {
        string text = described.TryGetProperty("description", out JsonElement words) ? words.GetString()! : "";
        string[] roles = Regex.Match(text, @"Roles: (.*)\.$") is { Success: true } match ? match.Groups[1].Value.Split(" or ") : [];
        // Each with whether it is required.
        Dictionary<string, bool> parameters = described.TryGetProperty("parameters", out JsonElement list)
            ? list.EnumerateArray().ToDictionary(
                one => one.GetProperty("name").GetString()!,
                one => one.TryGetProperty("required", out JsonElement required) && required.GetBoolean())
            : [];
        return new Operation(
            described.GetProperty("operationId").GetString()!, HttpMethod.Parse(method), path, roles,
            described.TryGetProperty("requestBody", out _), parameters);
    }
}
