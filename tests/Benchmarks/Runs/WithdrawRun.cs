using DataSharing.Functions.Stops;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DataSharing.Benchmarks.Support;

namespace DataSharing.Benchmarks.Runs;

/// <summary>
/// Withdrawals over HTTP, one after another, each of another case full of live releases. While one is measured, those before are
/// still being enforced.
/// </summary>
internal static class WithdrawRun
{
    public static async Task RunAsync(Options options)
    {
        int cases = options.Number("cases", 100), releases = options.Number("releases", 1000);
        const int WarmUps = 20;
        using var directory = new WorkDirectory();
        await using (CaseLoader loader = await CaseLoader.OpenAsync(directory.Path, Policies.Product))
        {
            await loader.LoadAsync(0, cases + WarmUps);
            await Parallel.ForAsync(0, cases, async (number, _) => await loader.ReleaseAsync(number, releases));
            await loader.ListAsync();
        }

        await using Server server = await Server.StartAsync(directory.Path);
        AuthenticationHeaderValue token = await server.TokenAsync(Parties.Sender);
        for (int i = 0; i < WarmUps; i++)
            await WithdrawAsync(server, token, CaseLoader.CaseId(cases + i));
        double[] took = new double[cases];
        for (int i = 0; i < cases; i++)
            took[i] = await WithdrawAsync(server, token, CaseLoader.CaseId(i));
        Figures.Percentiles($"acknowledged, {releases:N0} live releases", took, "ms", "< 250");
        Figures.Print("  longest", took.Max(), "ms");
    }

    private static async Task<double> WithdrawAsync(Server server, AuthenticationHeaderValue token, string caseId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/cases/{caseId}/withdrawal");
        request.Headers.Authorization = token;
        request.Content = JsonContent.Create(new Dictionary<string, string> { ["channel"] = "inPerson" });
        long since = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        double took = Figures.Milliseconds(since);
        return answer.IsSuccessStatusCode
            ? took
            : throw new InvalidOperationException($"a withdrawal was answered {(int)answer.StatusCode}: "
                + $"{await answer.Content.ReadAsStringAsync()}");
    }
}
