using System.Text;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Ledger;
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
        foreach ((string one, string scope) in new[]
            {
                ("invented", "scope-1"), (consent.Id.Value, "invented"), ($"x,scope:{consent.Scopes[0].Id}", "a\nb"),
                (consent.Id.Value, "Maria Novak, born 1999"),
            })
            Assert.Equal(422, await PostAsync(visit, one, scope));
        Assert.Empty(await StopsAsync(caseId));
        Assert.Equal(200, await PostAsync(visit, consent.Id, consent.Scopes[0].Id));
        Assert.Single(await StopsAsync(caseId));
    }

    [Fact]
    public async Task Overview_WhenAllIsStopped_SaysSoAndOffersToSayItAgain()
    {
        HandedLink link = await _app.HandLinkAsync();
        await _app.ConsentAsync(link.Case);
        (string, string)[] look = [("action", "look"), ("code", link.Code), ("word", SurvivorSite.Word), ("l", "en")];
        string before = (await _app.SubmitAsync(look)).Text;
        Assert.Contains("Stop everything now", before, StringComparison.Ordinal);
        Assert.DoesNotContain("All of this is stopped", before, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", link.Code))).Status);
        Answer after = await _app.SubmitAsync(look);
        Assert.Equal(200, after.Status);
        Assert.DoesNotContain("Stop everything now", after.Text, StringComparison.Ordinal);
        Assert.Contains("All of this is stopped or ended.", after.Text, StringComparison.Ordinal);
        Assert.Contains("<button class=\"stop\">Stop everything again</button>", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WhenTheWordIsWrong_DoesNotSayThatTheLinkIsFilledIn()
    {
        HandedLink link = await _app.HandLinkAsync();
        string wrong = (await _app.SubmitAsync(("action", "look"), ("secret", link.Secret), ("word", "wrong"), ("l", "en"))).Text;
        Assert.Contains("The link, the code or the word was not recognised", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("Your link is filled in", wrong, StringComparison.Ordinal);
        Assert.Contains("class=\"stop\"", wrong, StringComparison.Ordinal);
        Assert.Contains($"name=\"secret\" value=\"{link.Secret}\"", wrong, StringComparison.Ordinal);
    }

    private async Task<int> PostAsync(string visit, string consent, string scope)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["action"] = "stop-one", ["visit"] = visit, ["consent"] = consent, ["scope"] = scope });
        using var content = new ByteArrayContent(await form.ReadAsByteArrayAsync());
        content.Headers.ContentType = new("application/x-www-form-urlencoded") { CharSet = Encoding.UTF8.WebName };
        using HttpResponseMessage answer = await _app.Http.PostAsync("/w", content);
        return (int)answer.StatusCode;
    }

    private async Task<IReadOnlyList<Domain.Cases.Stop>> StopsAsync(string caseId) =>
        (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops;
}
