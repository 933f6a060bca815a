using System.Text;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>A replaced link stops nothing any more; the new one does.</summary>
public sealed class LinkRotationTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Rotate_WhenALinkIsReplaced_TheOldCodeStopsNothingAndTheNewOneDoes()
    {
        string caseId = await _app.OpenCaseAsync();
        Answer first = await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal-links", new { delivery = "inPerson" });
        Answer second = await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/withdrawal-links/{(string)first.Json["linkId"]!}/rotation");
        Assert.True(second.Status is 200 or 201, second.ToString());
        Assert.Equal(422, await StopAsync((string)first.Json["spokenCode"]!));
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
        Assert.Equal(200, await StopAsync((string)second.Json["spokenCode"]!));
        Assert.NotEmpty((await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops);
    }

    private async Task<int> StopAsync(string code)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop", ["code"] = code });
        using var content = new ByteArrayContent(await form.ReadAsByteArrayAsync());
        content.Headers.ContentType = new("application/x-www-form-urlencoded") { CharSet = Encoding.UTF8.WebName };
        using HttpResponseMessage answer = await _app.Http.PostAsync("/w", content);
        return (int)answer.StatusCode;
    }
}
