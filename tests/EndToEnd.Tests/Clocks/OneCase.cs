using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>A case that may be shared with the sample shelter. Each call says which process it goes to.</summary>
internal sealed class OneCase
{
    private static readonly Actor Holder = Agencies.Advocate.Worker, Recipient = Agencies.Shelter.Worker;

    private OneCase(string id) => Id = id;

    public string Id { get; }

    /// <param name="given">When she agreed.</param>
    /// <param name="until">When that ends; null: at its review.</param>
    public static async Task<OneCase> OpenAsync(Api api, DateTimeOffset given, DateTimeOffset? until = null)
    {
        string id = (await api.PostAsync(Holder, "cases", Bodies.Facts(given).ToJsonString())).Must(201)["case"];
        (await api.SendAsync(
            Holder, HttpMethod.Put, $"cases/{id}/record", Bodies.Record.ToJsonString(),
            r => r.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Must(201);
        JsonNode consent = Bodies.Consent(given);
        if (until is { } end)
            consent["validUntil"] = JsonSerializer.SerializeToNode(end);
        (await api.PostAsync(Holder, $"cases/{id}/consents", consent.ToJsonString())).Must(201);
        return new OneCase(id);
    }

    /// <summary>A request that is ready to be collected.</summary>
    public async Task<string> ReadyAsync(Api api)
    {
        JsonElement seen = await DecidedAsync(api);
        Assert.Equal("ready", seen.GetProperty("status").GetString());
        return seen.GetProperty("id").GetString()!;
    }

    /// <summary>Why a new request is refused.</summary>
    public async Task<string?> RefusedAsync(Api api)
    {
        JsonElement seen = await DecidedAsync(api);
        Assert.Equal("refused", seen.GetProperty("status").GetString());
        return seen.GetProperty("reason").GetString();
    }

    public static Task<Answer> CollectAsync(Api api, string request) => api.PostAsync(Recipient, $"sharing-requests/{request}/collection");

    public async Task StopAsync(Api api) =>
        (await api.PostAsync(
            Holder, $"cases/{Id}/withdrawal", new JsonObject { ["channel"] = "phone" }.ToJsonString())).Must(200);

    private async Task<JsonElement> DecidedAsync(Api api)
    {
        string request = (await api.PostAsync(
            Holder, "sharing-requests", Bodies.Send(Id).ToJsonString())).Must(202)["id"];
        return (await Wait.UntilAsync(
            () => api.GetAsync(Holder, "sharing-requests/" + request), seen => seen.Must(200)["status"] != "submitted")).Element;
    }
}
