using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Guessing is slow, and keeps nobody from stopping: neither those of the same network nor her whose link it is.</summary>
[Trait("Speed", "Slow")]
public sealed class GuessingTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Stop_AfterHundredsOfWrongCodesFromHerNetwork_StopsAtOnce()
    {
        HandedLink link = await _app.HandLinkAsync();
        int[] wrong = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(
                async _ => (await _app.SubmitAsync(("action", "stop"), ("code", SpokenCode.Create().Reveal()))).Status));
        Assert.Equal(SurvivorThrottle.Attempts, wrong.Count(status => status == 422));
        Assert.Equal(wrong.Length - SurvivorThrottle.Attempts, wrong.Count(status => status == 429));

        Answer told = await _app.SubmitAsync(("action", "stop"), ("code", SpokenCode.Create().Reveal()), ("l", "en"));
        Assert.Equal(429, told.Status);
        Assert.InRange(
            int.Parse(told.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1,
            (int)SurvivorThrottle.Window.TotalSeconds);
        Assert.Contains("nothing was changed", told.Text, StringComparison.Ordinal);
        Assert.Contains("works at once", told.Text, StringComparison.Ordinal);

        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", link.Code))).Status);
        Assert.Single(await _app.StopsAsync(link.Case));
    }

    [Fact]
    public async Task Stop_AfterManyWrongWordsFromHerNetwork_StopsAtOnce()
    {
        HandedLink link = await _app.HandLinkAsync();
        for (int i = 0; i < SurvivorThrottle.Attempts; i++)
            Assert.Equal(422, (await _app.SubmitAsync(("action", "look"), ("code", "00000-00000-0"), ("word", "wrong"))).Status);
        Answer told = await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", SurvivorSite.Word), ("l", "en"));
        Assert.Equal(429, told.Status);
        Assert.True(told.Headers.ContainsKey("Retry-After"));
        // The way to stop is on that page, with her code in it.
        Assert.Contains($"value=\"{link.Code}\"", told.Text, StringComparison.Ordinal);
        Assert.Contains("class=\"stop\"", told.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "stop"), ("code", link.Code))).Status);
        // And the codes of the network were not used up.
        Assert.Equal(422, (await _app.SubmitAsync(("action", "stop"), ("code", "00000-00000-0"))).Status);
    }

    [Fact]
    public async Task Look_AfterTenWrongWords_ShowsNothingByThatLinkUntilItIsOpenedAgain()
    {
        HandedLink link = await _app.HandLinkAsync(), other = await _app.HandLinkAsync(link.Case);
        using HttpClient guesser = _app.From("127.1.0.1");
        Answer[] guesses = await Task.WhenAll(
            Enumerable.Range(0, 15).Select(
                i => SurvivorSite.SubmitAsync(guesser, ("action", "look"), ("secret", link.Secret), ("word", "guess " + i), ("l", "en"))));
        Assert.All(guesses, answer => Assert.Equal(422, answer.Status));
        // Those that came at once are counted too, and not looked at.
        Assert.InRange(await CountAsync(link), LinkWords.Attempts, guesses.Length);
        Assert.True(await IsClosedAsync(link));
        Assert.Single(await _app.LogAsync(link.Case), entry => entry.Action == LogAction.LinkDetailsClosed && entry.Cause == link.Id);

        // The right word is answered as a wrong one: by the link, by its code, and by the number of a stop that came by it.
        Answer right = await _app.SubmitAsync(("action", "look"), ("secret", link.Secret), ("word", SurvivorSite.Word), ("l", "en"));
        Assert.Equal(guesses[0].Text, right.Text);
        Answer stopped = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        Assert.Equal(200, stopped.Status);
        string number = System.Text.RegularExpressions.Regex.Match(stopped.Text, "name=\"number\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.Equal(422, (await _app.SubmitAsync(("action", "more"), ("number", number), ("word", SurvivorSite.Word))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("secret", other.Secret), ("word", SurvivorSite.Word))).Status);

        Answer reopened = await _app.PostAsync("advocate-worker", $"cases/{link.Case}/withdrawal-links/{link.Id}/reopening");
        Assert.Equal(204, reopened.Status);
        Assert.False(await IsClosedAsync(link));
        Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("secret", link.Secret), ("word", SurvivorSite.Word))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "more"), ("number", number), ("word", SurvivorSite.Word))).Status);
        Assert.Single(await _app.LogAsync(link.Case), entry => entry.Action == LogAction.LinkDetailsOpened && entry.Cause == link.Id);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("replaced")]
    [InlineData("expired")]
    public async Task More_WhenTheLinkThatStoppedIsOver_ShowsNothingByTheNumber(string how)
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { SurvivorChannel = Domain.Cases.ChannelState.Safe });
        HandedLink link = await _app.HandLinkAsync(caseId, delivery: how == "expired" ? "safeChannel" : "inPerson");
        if (how == "expired")
            _app.Time.Advance(WithdrawalLinks.SentLinkLives - TimeSpan.FromHours(1));
        Answer stopped = await _app.SubmitAsync(("action", "stop"), ("code", link.Code), ("l", "en"));
        string number = System.Text.RegularExpressions.Regex.Match(stopped.Text, "name=\"number\" value=\"([^\"]+)\"").Groups[1].Value;
        Answer opened = await _app.SubmitAsync(("action", "more"), ("number", number), ("word", SurvivorSite.Word));
        Assert.Equal(200, opened.Status);

        string path = $"cases/{caseId}/withdrawal-links/{link.Id}";
        if (how == "revoked")
            Assert.Equal(204, (await _app.SendAsync("advocate-worker", HttpMethod.Delete, path)).Status);
        else if (how == "replaced")
            Assert.Equal(201, (await _app.PostAsync("advocate-worker", path + "/rotation")).Status);
        else
            _app.Time.Advance(TimeSpan.FromHours(1));
        Answer refused = await _app.SubmitAsync(("action", "more"), ("number", number), ("word", SurvivorSite.Word), ("l", "en"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("Not recognised", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(link));
    }

    [Fact]
    public async Task Look_WhenTheWordIsRightNowAndThen_DoesNotAddUpToTen()
    {
        HandedLink link = await _app.HandLinkAsync();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 4; i++)
                Assert.Equal(422, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", "typo"))).Status);
            Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", SurvivorSite.Word))).Status);
        }

        // A press without a word is no guess.
        for (int i = 0; i < 2 * LinkWords.Attempts; i++)
            Assert.Equal(422, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", ""))).Status);
        Assert.Equal(0, await CountAsync(link));
    }

    [Fact]
    public async Task Reopen_ByWhoeverDoesNotHoldTheCase_IsNotFound()
    {
        HandedLink link = await _app.HandLinkAsync();
        Assert.Equal(404, (await _app.PostAsync("clinic-worker", $"cases/{link.Case}/withdrawal-links/{link.Id}/reopening")).Status);
        Assert.Equal(404, (await _app.PostAsync("advocate-worker", $"cases/{link.Case}/withdrawal-links/lnk-none/reopening")).Status);
        Assert.Equal(204, (await _app.PostAsync("advocate-worker", $"cases/{link.Case}/withdrawal-links/{link.Id}/reopening")).Status);
        Assert.Equal(
            204, (await _app.SendAsync("advocate-worker", HttpMethod.Delete, $"cases/{link.Case}/withdrawal-links/{link.Id}")).Status);
        Assert.Equal(
            "state-conflict", (await _app.PostAsync("advocate-worker", $"cases/{link.Case}/withdrawal-links/{link.Id}/reopening")).Problem);
    }

    [Fact]
    public async Task Look_WhenTheWordWasHashedByAnEarlierVersion_MakesItNewAtTheNextRightOne()
    {
        HandedLink link = await _app.HandLinkAsync();
        Stored<SurvivorSettings> settings = (await _app.Store.ReadAsync<SurvivorSettings>(Partition.Case(link.Case), SurvivorSettings.Id))!;
        byte[] salt = new byte[16];
        byte[] hash = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(
            "it's mine"u8, salt, 600_000, System.Security.Cryptography.HashAlgorithmName.SHA256, 32);
        var former = new SecondFactor(SecondFactor.Pbkdf2Sha256, 600_000, salt, hash);
        Assert.True(
            (await _app.Store.CommitAsync(
                Partition.Case(link.Case),
                [Operation.Replace(SurvivorSettings.Id, settings.Value with { Factor = former }, settings.ETag)])).IsCommitted);

        Assert.Equal(422, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", "It\u2019s mine"))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", "It's mine"))).Status);
        Assert.Equal(200, (await _app.SubmitAsync(("action", "look"), ("code", link.Code), ("word", "It\u2019s mine"))).Status);
    }

    [Theory]
    [InlineData("\u200E\u200E\u200E")]
    [InlineData("\u2026\u2014!")]
    [InlineData("ab.")]
    public async Task Issue_WhenTooLittleOfTheWordCounts_NamesIt(string word)
    {
        string caseId = await _app.OpenCaseAsync();
        Answer refused = await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal-links", new { delivery = "inPerson", word });
        Assert.Equal((422, "invalid-value", "/word"), (refused.Status, refused.Problem, refused.Pointer));
    }

    private async Task<int> CountAsync(HandedLink link) =>
        (await _app.Store.ReadAsync<LinkDocument>(Partition.Case(link.Case), LinkDocument.IdOf(link.Id)))!.Value.WrongWords;

    private async Task<bool> IsClosedAsync(HandedLink link) =>
        (bool)(await _app.GetAsync(
            "advocate-worker",
            $"cases/{link.Case}/withdrawal-links")).Json["links"]!.AsArray().Single(one => (string)one!["linkId"]! == link.Id)!["detailsClosed"]!;
}
