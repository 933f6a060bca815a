using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DataSharing.Benchmarks.Support;

/// <param name="Latencies">Milliseconds from sending the request to seeing it ready, one each.</param>
/// <param name="Questions">How often the status was asked for.</param>
internal sealed record LoadResult(double PerSecond, double[] Latencies, long Questions);

/// <summary>
/// Lanes that each submit a request, ask until it is ready, and begin anew. A lane waits before it first asks, about as long as
/// requests took lately: asking more often would measure the asking.
/// </summary>
internal sealed class RequestLoad(Server server, AuthenticationHeaderValue token, int cases)
{
    private const double LongestWait = 250;

    private double _expected = 20;
    private long _questions;

    /// <param name="atLeast">Requests that it goes on for, however long they take.</param>
    public async Task<LoadResult> RunAsync(int lanes, TimeSpan duration, int atLeast = 0)
    {
        int begun = 0;
        var latencies = new List<double>[lanes];
        _questions = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            latencies[lane] = [];
            while (Interlocked.Increment(ref begun) <= atLeast || clock.Elapsed < duration)
                latencies[lane].Add(await OnceAsync());
        })));
        double[] all = [.. latencies.SelectMany(lane => lane)];
        return new LoadResult(all.Length / clock.Elapsed.TotalSeconds, all, _questions);
    }

    private async Task<double> OnceAsync()
    {
        long since = Stopwatch.GetTimestamp();
        string id = await SubmitAsync(CaseLoader.CaseId(Random.Shared.Next(cases)));
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, _expected - Figures.Milliseconds(since))));
        bool early = false;
        while (await StatusAsync(id) is var status && status != "ready")
        {
            if (status != "submitted")
                throw new InvalidOperationException($"a request that ought to be ready is {status}");
            early = true;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, _expected / 4)));
        }

        double took = Figures.Milliseconds(since);
        // A guess, on which lanes race; it settles where about one lane in five comes too early, and forgets a slow start.
        _expected = Math.Clamp(early ? _expected * 1.02 : _expected * 0.995, 1, LongestWait);
        return took;
    }

    private async Task<string> SubmitAsync(string caseId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/sharing-requests");
        request.Headers.Authorization = token;
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Content = JsonContent.Create(new Dictionary<string, string>
        {
            ["direction"] = "send",
            ["case"] = caseId,
            ["recipient"] = Parties.Recipient,
            ["pathway"] = Parties.Pathway,
        });
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"a submission was answered {(int)answer.StatusCode}: "
                + $"{await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<string> StatusAsync(string id)
    {
        Interlocked.Increment(ref _questions);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/sharing-requests/" + id);
        request.Headers.Authorization = token;
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        JsonElement view = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return view.GetProperty("status").GetString()!;
    }
}
