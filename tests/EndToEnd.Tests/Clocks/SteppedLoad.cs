using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.EndToEnd.Tests.Durability;
using DataSharing.EndToEnd.Tests.Support;

namespace DataSharing.EndToEnd.Tests.Clocks;

/// <summary>
/// What agencies and survivors do while clocks step: cases with consents and reconfirmations, requests, collections without a
/// pause, stops through every door and consents anew, each call to whichever process comes up.
/// </summary>
internal sealed partial class SteppedLoad(Installation installation, StopLedger ledger, int seed)
{
    /// <summary>As an agency may say that she agreed: by the slowest clock this was not in the future, by the fastest it has not run out.</summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(61);

    private static readonly Actor Holder = Agencies.Advocate.Worker;

    private static readonly Agency[] Recipients = [Agencies.Shelter, Agencies.OtherShelter];

    /// <summary>Runs so many lanes of work, each until the end is asked for and it has had <paramref name="least"/> cases.</summary>
    public Task RunAsync(int lanes, int least, CancellationToken end) => Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
    {
        var random = new Random(seed + lane);
        for (int done = 0; (done < least || !end.IsCancellationRequested) && ledger.Faults.IsEmpty; done++)
        {
            try
            {
                await CaseAsync(random);
            }
            catch (Exception fault) when (fault is UnexpectedAnswerException or HttpRequestException or IOException)
            {
                ledger.Faults.Add(fault.Message);
            }
        }
    })));

    private async Task CaseAsync(Random random)
    {
        DateTimeOffset then = DateTimeOffset.UtcNow - LongAgo;
        string caseId = Require(await PostAsync(random, Holder, "cases", Bodies.Facts(then)), HttpStatusCode.Created)["case"];
        ledger.Cases.Add(caseId);
        Require(await Any(random).SendAsync(Holder, HttpMethod.Put, $"cases/{caseId}/record", Bodies.Record.ToJsonString(), r => r.Headers.TryAddWithoutValidation("If-None-Match", "*")), HttpStatusCode.Created);
        Reply link = Require(await PostAsync(random, Holder, $"cases/{caseId}/withdrawal-links", new JsonObject { ["delivery"] = "inPerson" }), HttpStatusCode.Created);
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

        string id = Require(await PostAsync(random, Holder, $"cases/{shared.Case}/consents", Consent(shared, then)), HttpStatusCode.Created)["id"];
        doors.Consents[shared] = id;
        ledger.Consents.Add(new Agreed(shared, began, StopLedger.Now));
        var again = new JsonObject { ["evidence"] = Consent(shared, then)["evidence"]!.DeepClone(), ["givenAt"] = JsonSerializer.SerializeToNode(then.AddMinutes(1)) };
        began = StopLedger.Now;
        Require(
            await Any(random).SendAsync(Holder, HttpMethod.Post, $"cases/{shared.Case}/consents/{id}/reconfirmation", again.ToJsonString(), r => r.Headers.TryAddWithoutValidation("If-Match", "\"1\"")),
            HttpStatusCode.OK);
        ledger.Reconfirmations.Add(new Agreed(shared, began, StopLedger.Now));
    }

    // Given just now, by the clock of the process that takes it, and so after many a stop that is yet to come. Null: that clock stepped.
    private async Task<string?> PresentConsentAsync(Random random, Shared shared)
    {
        ClockedApp app = installation.Apps[random.Next(installation.Apps.Count)];
        JsonNode consent = Consent(shared, app.Clock.GetUtcNow());
        Reply answer = Require(await app.Api.PostAsync(Holder, $"cases/{shared.Case}/consents", consent.ToJsonString()), HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity);
        return answer.Status == HttpStatusCode.Created ? answer["id"] : null;
    }

    // Collections run before, while and after she says stop.
    private async Task ShareAndStopAsync(Random random, StopDoors doors, bool last)
    {
        var over = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        var requests = new List<Task>();
        foreach (Shared shared in doors.Consents.Keys)
        {
            for (int i = random.Next(1, 3); i > 0; i--)
                requests.Add(FollowAsync(random, shared, await SubmitAsync(random, shared), first, over.Task));
        }

        // Sometimes before anything was decided, mostly when something was fetched.
        await Task.WhenAny(first.Task, Task.Delay(random.Next(4) == 0 ? random.Next(30) : 10_000));
        await Task.Delay(random.Next(150));
        await doors.StopAsync(random, Any, last);
        // And whoever comes only now.
        var late = doors.Consents.Keys.Select(async shared => await FollowAsync(random, shared, await SubmitAsync(random, shared), first, over.Task)).ToList();
        await Task.Delay(random.Next(60));
        over.SetResult();
        await Task.WhenAll([.. requests, .. late]);
    }

    private async Task<(string Request, long Began)> SubmitAsync(Random random, Shared shared)
    {
        long began = StopLedger.Now;
        JsonNode body = Bodies.Send(shared.Case);
        body["recipient"] = shared.Recipient;
        return (Require(await PostAsync(random, Holder, "sharing-requests", body), HttpStatusCode.Accepted)["id"], began);
    }

    private async Task FollowAsync(Random random, Shared shared, (string Request, long Began) sent, TaskCompletionSource first, Task over)
    {
        const int MostCollected = 20, AfterTheStop = 3;
        Actor recipient = Recipients.Single(one => one.Id == shared.Recipient).Worker;
        var own = new Random(random.Next());
        for (int collected = 0, after = 0; after < AfterTheStop;)
        {
            if (collected < MostCollected || over.IsCompleted)
            {
                after += over.IsCompleted ? 1 : 0;
                long began = StopLedger.Now;
                // Not ready, stopped, superseded, expired or disposed of meanwhile by a clock that is ahead.
                Reply answer = Require(
                    await PostAsync(own, recipient, $"sharing-requests/{sent.Request}/collection", null), HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.Gone);
                var one = new Leaving(shared, sent.Request, began, StopLedger.Now);
                if (answer.Status == HttpStatusCode.OK)
                {
                    collected++;
                    ledger.Collections.Add(one);
                    first.TrySetResult();
                }
                else if (ledger.IsStopped(shared))
                {
                    ledger.Refused.Add(one);
                }
            }

            await Task.Delay(own.Next(5, 40));
        }

        await DecidedAsync(own, shared, sent);
    }

    private async Task DecidedAsync(Random random, Shared shared, (string Request, long Began) sent)
    {
        for (; ;)
        {
            Reply seen = Require(await Any(random).GetAsync(Holder, "sharing-requests/" + sent.Request), HttpStatusCode.OK, HttpStatusCode.NotFound);
            if (seen.Status == HttpStatusCode.NotFound)
                return;
            if (seen["status"] is var status and not "submitted")
            {
                if (status is "ready" or "collected")
                    ledger.Releases.Add(new Leaving(shared, sent.Request, sent.Began, StopLedger.Now));
                return;
            }

            await Task.Delay(10);
        }
    }

    private Task<Reply> PostAsync(Random random, Actor actor, string path, JsonNode? body) => Any(random).PostAsync(actor, path, body?.ToJsonString());

    private Api Any(Random random) => installation.Apps[random.Next(installation.Apps.Count)].Api;

    private static JsonNode Consent(Shared shared, DateTimeOffset given)
    {
        JsonNode body = Bodies.Consent(given);
        body["scopes"]![0]!["recipients"]![0]!["registrationId"] = shared.Recipient;
        return body;
    }

    internal static Reply Require(Reply reply, params HttpStatusCode[] right) => right.Contains(reply.Status)
        ? reply
        : throw new UnexpectedAnswerException($"answered {(int)reply.Status} where {string.Join(" or ", right.Select(one => (int)one))} was right: {reply.Text}");
}
