using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.EndToEnd.Tests.Support;
using DataSharing.Functions.Cases;

namespace DataSharing.EndToEnd.Tests.Move;

/// <summary>What stood at the source before it was moved: a case with something in each state, and a second one with a link.</summary>
internal sealed record Before(
    SampleRecord Record, string Case, JsonNode RecordBody, string Ready, string Stopped, string Fetched, string Held, string HandOver,
    string Linked, string LinkedReady, string Secret, string Code, string Key, string Repeatable, object Body,
    IReadOnlyList<string> Entries)
{
    public static async Task<Before> PlayAsync(RunningApp app)
    {
        World world = await World.OpenAsync(app, Agencies.Advocate);
        await world.ConsentAsync("shelter-referral", Agencies.Shelter);
        string health = await world.ConsentAsync("health-referral", Agencies.Clinic);
        Outcome ready = (await world.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        Outcome fetched = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("RELEASE");
        await fetched.CollectAsync();
        Outcome stopped = (await world.SendAsync("health-referral", Agencies.Clinic)).Is("RELEASE");
        await world.WithdrawAsync(health);
        await stopped.BecomesAsync("stopped");
        await world.InvolveAsync(new ParticipantInput(Agencies.Shelter.Id, Agencies.Shelter.Worker.Person));
        string handOver = await world.CodeForAsync(Agencies.Shelter);

        World other = await World.OpenAsync(app, Agencies.Advocate);
        await other.ConsentAsync("shelter-referral", Agencies.Shelter);
        Outcome linkedReady = (await other.SendAsync("shelter-referral", Agencies.Shelter)).Is("RELEASE");
        (string? secret, string? code) = await other.IssueLinkAsync();

        World waiting = await World.OpenAsync(app, Agencies.Advocate);
        await waiting.ConsentAsync("shelter-referral", Agencies.Shelter);
        await waiting.ChangeFactsAsync(f => f with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        Outcome held = (await waiting.SendAsync("shelter-referral", Agencies.Shelter)).Is("HOLD");
        await waiting.ChangeFactsAsync(f => f with { Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true } });

        var body = new { direction = "send", @case = world.Case, recipient = Agencies.Shelter.Id, pathway = "shelter-referral" };
        string key = Api.NewKey();
        string repeatable = (await Repeat(app.Api, body, key)).Must(202)["id"];
        Answer record = (await app.Api.GetAsync(Agencies.Advocate.Worker, $"cases/{world.Case}/record")).Must(200);
        return new Before(
            world.Record, world.Case, JsonNode.Parse(record.Text)!, ready.Id, stopped.Id, fetched.Id, held.Id, handOver,
            other.Case, linkedReady.Id, secret, code, key, repeatable, body, await EntriesAsync(app.Api, world.Case));
    }

    public static Task<Answer> Repeat(Api api, object body, string key) =>
        api.SendAsync(Agencies.Advocate.Worker, HttpMethod.Post, "sharing-requests", body, r => r.Headers.Add("Idempotency-Key", key));

    /// <summary>The case's entries as its officer sees them, by id.</summary>
    public static async Task<IReadOnlyList<string>> EntriesAsync(Api api, string caseId)
    {
        var entries = new List<string>();
        string? cursor = null;
        do
        {
            JsonElement page = (await api.GetAsync(
                Agencies.Advocate.Dpo,
                $"access-log?case={caseId}&limit=100{(cursor is null ? "" : "&cursor=" + cursor)}")).Must(200).Element;
            entries.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetRawText()));
            cursor = page.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return entries;
    }
}
