using DataSharing.Functions.Stops;
namespace DataSharing.EndToEnd.Tests.Durability;

/// <summary>
/// Lanes of work as agencies do it: open a case, write its record, take a consent, submit, collect, withdraw, and try to
/// collect once more. What is answered goes into the ledger in the order in which a user would count on it.
/// </summary>
internal sealed class Load(Callers callers, Ledger ledger)
{
    /// <summary>Runs the lanes until the program is gone or each has done so many rounds. Faults are in the ledger then.</summary>
    public Task RunAsync(int lanes, int rounds = int.MaxValue) =>
        Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
    {
        try
        {
            for (int round = 0; round < rounds; round++)
                await CaseAsync(withdraw: (lane + round) % 2 == 0);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // The program was killed; what it had not answered, nobody counts on.
        }
        catch (Xunit.Sdk.XunitException fault)
        {
            ledger.Faults.Add(fault.Message);
        }
    })));

    private async Task CaseAsync(bool withdraw)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string caseId = (await callers.HolderAsync(HttpMethod.Post, "cases", Bodies.Facts(now), NewKey())).Must(201)["case"];
        ledger.Cases.Add(caseId);
        (await callers.HolderAsync(HttpMethod.Put, $"cases/{caseId}/record", Bodies.Record)).Must(201);
        string consent = (await callers.HolderAsync(HttpMethod.Post, $"cases/{caseId}/consents", Bodies.Consent(now), NewKey())).Must(201)
            ["id"];
        ledger.Consents.Add((caseId, consent));
        // Two side by side: one may be on its way when the person says stop.
        Task<string> collected = SubmitAsync(caseId), left = SubmitAsync(caseId);
        await CollectAsync(await collected, stopped: false);
        if (!withdraw)
        {
            await CollectAsync(await left, stopped: false);
            return;
        }

        string withdrawal = (await callers.HolderAsync(HttpMethod.Post, $"cases/{caseId}/withdrawal", Bodies.Stop)).Must(200)
            ["withdrawal"];
        ledger.Withdrawals.Add((caseId, withdrawal));
        await CollectAsync(await collected, stopped: true);
        await CollectAsync(await left, stopped: true);
    }

    private async Task<string> SubmitAsync(string caseId)
    {
        string key = NewKey();
        ledger.Unanswered[key] = caseId;
        string id = (await callers.HolderAsync(HttpMethod.Post, "sharing-requests", Bodies.Send(caseId), key)).Must(202)["id"];
        ledger.Requests[id] = caseId;
        ledger.Unanswered.TryRemove(key, out _);
        return id;
    }

    // Before it is ready it is 404 for the recipient, and 409 for a moment; after a stop it is gone, or was never there.
    private async Task CollectAsync(string request, bool stopped)
    {
        for (; ; )
        {
            Answer heard = await callers.RecipientAsync(HttpMethod.Post, $"sharing-requests/{request}/collection");
            if (stopped)
            {
                heard.Must(404, 409, 410);
                return;
            }

            if (heard.Must(200, 404, 409).Status == 200)
            {
                ledger.Collections.AddOrUpdate(request, 1, (_, times) => times + 1);
                return;
            }

            await Task.Delay(5);
        }
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
