using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>
/// What agencies and survivors do while clocks step: cases with consents and reconfirmations, requests, collections without a
/// pause, stops through every door and consents anew, each call to whichever process comes up.
/// </summary>
internal sealed partial class SteppedLoad(Installation installation, StopLedger ledger, int seed)
{
    /// <summary>
    /// As an agency may say that she agreed: by the slowest clock this was not in the future, by the fastest it has not run
    /// out.
    /// </summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(61);

    /// <summary>As often as one package is fetched before the stop: fewer than the product allows.</summary>
    private const int MostCollected = 50;

    private const int MostCases = 1000;

    private static readonly Actor Holder = Agencies.Advocate.Worker;

    private static readonly Agency[] Recipients = [Agencies.Shelter, Agencies.OtherShelter];

    /// <summary>Runs so many lanes of work until the end is asked for and enough was shown, however slow the machine is.</summary>
    public Task RunAsync(int lanes, CancellationToken end) => Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
    {
        var random = new Random(seed + lane);
        for (int done = 0; done < MostCases && !(end.IsCancellationRequested && ledger.ShowsEnough) && ledger.Faults.IsEmpty; done++)
        {
            try
            {
                await CaseAsync(random);
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException or HttpRequestException or IOException)
            {
                ledger.Faults.Add(fault.Message);
            }
        }
    })));

    private async Task CaseAsync(Random random)
    {
        DateTimeOffset then = DateTimeOffset.UtcNow - LongAgo;
        string caseId = (await PostAsync(random, Holder, "cases", Bodies.Facts(then))).Must(201)["case"];
        ledger.Cases.Add(caseId);
        (await Any(random).SendAsync(
                Holder, HttpMethod.Put, $"cases/{caseId}/record", Bodies.Record.ToJsonString(),
                r => r.Headers.TryAddWithoutValidation("If-None-Match", "*"))).Must(201);
        Answer link = (await PostAsync(random, Holder, $"cases/{caseId}/withdrawal-links", new JsonObject { ["delivery"] = "inPerson" })).Must(201);
        var doors = new StopDoors(ledger, caseId, link["link"].Split('#')[1], link["spokenCode"]);
        foreach (Agency recipient in Recipients.Take(random.Next(1, 3)))
            await ConsentAsync(random, doors, new Shared(caseId, recipient.Id), then);
        for (int round = 0; round < 3; round++)
        {
            await ShareAndStopAsync(random, doors, last: round == 2);
            if (round < 2 && !await AgreeAnewAsync(random, doors))
                return;
        }
    }

    private async Task ConsentAsync(Random random, StopDoors doors, Shared shared, DateTimeOffset then)
    {
        long began = StopLedger.Now;
        if (random.Next(2) == 0 && await PresentConsentAsync(random, shared) is { } present)
        {
            doors.Consents[shared] = present;
            ledger.Consents.Add(new Agreed(shared, began, StopLedger.Now));
            return;
        }

        string id = (await PostAsync(random, Holder, $"cases/{shared.Case}/consents", Consent(shared, then))).Must(201)["id"];
        doors.Consents[shared] = id;
        ledger.Consents.Add(new Agreed(shared, began, StopLedger.Now));
        var again = new JsonObject
        {
            ["evidence"] = Consent(shared, then)["evidence"]!.DeepClone(),
            ["givenAt"] = JsonSerializer.SerializeToNode(then.AddMinutes(1)),
        };
        began = StopLedger.Now;
        (await Any(random).SendAsync(
                Holder, HttpMethod.Post, $"cases/{shared.Case}/consents/{id}/reconfirmation", again.ToJsonString(),
                r => r.Headers.TryAddWithoutValidation("If-Match", "\"1\""))).Must(200);
        ledger.Reconfirmations.Add(new Agreed(shared, began, StopLedger.Now));
    }

    // Given just now, by the clock of the process that takes it, and so after many a stop that is yet to come. Null: that clock stepped.
    private async Task<string?> PresentConsentAsync(Random random, Shared shared)
    {
        ClockedApp app = installation.Apps[random.Next(installation.Apps.Count)];
        JsonNode consent = Consent(shared, app.Clock.GetUtcNow());
        Answer answer = (await app.Api.PostAsync(Holder, $"cases/{shared.Case}/consents", consent.ToJsonString())).Must(201, 422);
        return answer.Status == 201 ? answer["id"] : null;
    }

    // Requests and collections run before, while and after she says stop.
    private async Task ShareAndStopAsync(Random random, StopDoors doors, bool last)
    {
        var over = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        Task[] asking = [.. doors.Consents.Keys.SelectMany(shared => new[] { shared, shared }).Select(shared => AskAsync(
            new Random(random.Next()), shared, first, over.Task))];
        // Sometimes before anything was decided, mostly when something was fetched.
        await Task.WhenAny(first.Task, Task.Delay(random.Next(4) == 0 ? random.Next(30) : 10_000));
        await Task.Delay(random.Next(150));
        await doors.StopAsync(random, Any, last);
        await Task.Delay(random.Next(60));
        over.SetResult();
        await Task.WhenAll(asking);
    }

    /// <summary>Asks until something is released, collects that again and again, and asks and collects once more after the stop.</summary>
    private async Task AskAsync(Random random, Shared shared, TaskCompletionSource first, Task over)
    {
        bool late;
        do
        {
            late = over.IsCompleted;
            if (await SubmitAsync(random, shared) is not { } request)
                continue;
            for (int collected = 0, after = 0; after < 2; await Task.Delay(random.Next(5, 40)))
            {
                after += over.IsCompleted ? 1 : 0;
                if ((collected >= MostCollected && !over.IsCompleted) || !await CollectAsync(random, shared, request))
                    continue;
                collected++;
                first.TrySetResult();
            }
        }
        while (!late);
    }

    /// <summary>A request that was released; null: it was not.</summary>
    private async Task<string?> SubmitAsync(Random random, Shared shared)
    {
        long began = StopLedger.Now;
        JsonNode body = Bodies.Send(shared.Case);
        body["recipient"] = shared.Recipient;
        string request = (await PostAsync(random, Holder, "sharing-requests", body)).Must(202)["id"];
        for (; ; await Task.Delay(random.Next(5, 40)))
        {
            Answer seen = (await Any(random).GetAsync(Holder, "sharing-requests/" + request)).Must(200, 404);
            // Disposed of by a clock that was ahead.
            string status = seen.Status == 404 ? "gone" : seen["status"];
            if (status == "submitted")
                continue;
            var one = new Leaving(shared, request, began, StopLedger.Now);
            if (status == "ready")
                ledger.Releases.Add(one);
            else if (ledger.IsStopped(shared))
                ledger.Refused.Add(one);
            return status == "ready" ? request : null;
        }
    }

    private async Task<bool> CollectAsync(Random random, Shared shared, string request)
    {
        Actor recipient = Recipients.Single(one => one.Id == shared.Recipient).Worker;
        long began = StopLedger.Now;
        // Stopped, superseded, expired, or disposed of meanwhile by a clock that is ahead.
        Answer answer = (await PostAsync(
                random, recipient, $"sharing-requests/{request}/collection",
                null)).Must(200, 404, 409, 410);
        var one = new Leaving(shared, request, began, StopLedger.Now);
        if (answer.Status == 200)
            ledger.Collections.Add(one);
        else if (ledger.IsStopped(shared))
            ledger.Refused.Add(one);
        return answer.Status == 200;
    }

    private Task<Answer> PostAsync(Random random, Actor actor, string path, JsonNode? body) =>
        Any(random).PostAsync(actor, path, body?.ToJsonString());

    private Api Any(Random random)
    {
        ledger.Called();
        return installation.Apps[random.Next(installation.Apps.Count)].Api;
    }

    private static JsonNode Consent(Shared shared, DateTimeOffset given)
    {
        JsonNode body = Bodies.Consent(given);
        body["scopes"]![0]!["recipients"]![0]!["registrationId"] = shared.Recipient;
        return body;
    }
}
