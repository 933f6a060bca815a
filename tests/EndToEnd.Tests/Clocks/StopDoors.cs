using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>The ways to stop one case. Whatever a clock says, the answer is that it is stopped.</summary>
internal sealed partial class StopDoors(StopLedger ledger, string caseId, string secret, string code)
{
    public static readonly IReadOnlyList<string> All = ["link", "code", "caseworker", "consent", "agency"];

    /// <summary>The latest consent for each sharing.</summary>
    public Dictionary<Shared, string> Consents { get; } = [];

    /// <summary>One of them, or two at once.</summary>
    /// <param name="everything">Not just one sharing.</param>
    public Task StopAsync(Random random, Func<Random, Api> any, bool everything)
    {
        string[] doors = [.. All.Where(door => !everything || door != "consent").OrderBy(_ => random.Next())];
        return Task.WhenAll(doors.Take(random.Next(1, 3)).Select(door => OneAsync(door, random, any(random))));
    }

    private async Task OneAsync(string door, Random random, Api api)
    {
        (Shared shared, string consent) = Consents.ElementAt(random.Next(Consents.Count));
        var how = new JsonObject { ["channel"] = "inPerson" };
        if (door != "agency")
        {
            await MadeAsync(door, door == "consent" ? shared.Recipient : null, () => door switch
            {
                "link" => api.SubmitAsync(("action", "stop"), ("secret", secret), ("l", "en")),
                "code" => api.SubmitAsync(("action", "stop"), ("code", code), ("l", "en")),
                "caseworker" => api.PostAsync(Agencies.Advocate.Worker, $"cases/{caseId}/withdrawal", how.ToJsonString()),
                _ => api.PostAsync(Agencies.Advocate.Worker, $"cases/{caseId}/consents/{consent}/withdrawal", how.ToJsonString()),
            });
            return;
        }

        Answer given = (await api.PostAsync(
                Agencies.Advocate.Worker, $"cases/{caseId}/hand-over-codes",
                new JsonObject { ["recipient"] = Agencies.Shelter.Id }.ToJsonString())).Must(201);
        (how["holder"], how["reference"]) = (Agencies.Advocate.Id, given["code"]);
        // An agency that never fetched anything takes no part, and is told of no case.
        await MadeAsync(
            door, null, () => api.PostAsync(Agencies.Shelter.Worker, "withdrawals", how.ToJsonString()), 404);
    }

    private async Task MadeAsync(string door, string? recipient, Func<Task<Answer>> stop, params int[] besides)
    {
        long began = StopLedger.Now;
        Answer answer = await stop();
        long acknowledged = StopLedger.Now;
        if (besides.Contains(answer.Status))
            return;
        answer.Must(200);
        string id = answer.MediaType == "application/json"
            ? answer["withdrawal"]
            : NumberPattern().Match(answer.Text).Value.Replace("-", "", StringComparison.Ordinal);
        ledger.Stops.Add(new Stopped(caseId, recipient, door, id, began, acknowledged));
    }

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")]
    private static partial Regex NumberPattern();
}
