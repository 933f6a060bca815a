using System.Text;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Support;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Stopping one sharing after the second factor: only what there is to stop is said to be stopped.</summary>
public sealed class StopOneTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task StopOne_WhenThereIsNoSuchSharing_StopsNothingAndDoesNotSaySo()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(caseId);
        string visit = await _app.Get<Visits>().BeginAsync(caseId, default);
        foreach ((string one, string scope) in new[] { ("invented", "scope-1"), (consent.Id, "invented"), ($"x,scope:{consent.Scopes[0].Id}", "a\nb"), (consent.Id, "Maria Novak, born 1999") })
            Assert.Equal(422, await PostAsync(visit, one, scope));
        Assert.Empty(await StopsAsync(caseId));
        Assert.Equal(200, await PostAsync(visit, consent.Id, consent.Scopes[0].Id));
        Assert.Single(await StopsAsync(caseId));
    }

    private async Task<int> PostAsync(string visit, string consent, string scope)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["action"] = "stop-one", ["visit"] = visit, ["consent"] = consent, ["scope"] = scope });
        using var content = new ByteArrayContent(await form.ReadAsByteArrayAsync());
        content.Headers.ContentType = new("application/x-www-form-urlencoded") { CharSet = Encoding.UTF8.WebName };
        using HttpResponseMessage answer = await _app.Http.PostAsync("/w", content);
        return (int)answer.StatusCode;
    }

    private async Task<IReadOnlyList<Domain.Cases.Stop>> StopsAsync(string caseId) => (await _app.Get<CaseCommits>().ReadHeadAsync(caseId))!.Value.Stops;
}
