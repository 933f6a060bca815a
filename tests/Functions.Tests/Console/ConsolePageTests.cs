using System.Net;
using System.Text.RegularExpressions;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.AccessLog;

namespace DataSharing.Functions.Tests.Console;

[Trait("Speed", "Slow")]
public sealed partial class ConsolePageTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Officer _officer = null!;

    public async Task InitializeAsync()
    {
        _app = await OfficerReads.StartAsync();
        _officer = new Officer(_app);
        await _officer.SignInAsync("advocate-dpo");
        await LogScenario.PlayAsync(_app);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Log_ForTheHoldersOfficer_ShowsEntriesInWords()
    {
        string page = (await _officer.GetAsync("/dpo")).Text;
        Assert.All(
            ["Data released", "partly released", "Willow House", "the survivor", "Consent withdrawn", LogScenario.Case],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("Access log read<span", page, StringComparison.Ordinal);
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Contains("Access log read<span", (await _officer.GetAsync("/dpo?readings=1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_WhenNothingFits_SaysSo() =>
        Assert.Contains("No entry fits", (await _officer.GetAsync("/dpo?case=case-unknown")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("?from=gestern", "from", "A day is written like")]
    [InlineData("?person=%3Cscript%3Ealert(1)%3C/script%3E", "person", "no id has")]
    [InlineData("?cursor=AAAA", null, "not valid for this filter")]
    [InlineData("?outcome=override", "outcome", "There is no such outcome")]
    [InlineData("?outcome=nonsense", "outcome", "There is no such outcome")]
    public async Task Log_WithABadFilter_NamesItAndReadsNothing(string query, string? field, string text)
    {
        Page page = await _officer.GetAsync("/dpo" + query);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        if (field is not null)
            Assert.Matches($"id=\"{field}\"[^>]*aria-invalid=\"true\"", page.Text);
    }

    [Fact]
    public async Task Log_WhenPagedThrough_KeepsTheFilter()
    {
        AgencyLog log = _app.Get<AgencyLog>();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => log.AppendAsync("reg-advocate", new LogEntry
        {
            Id = "x" + i,
            Stream = LogStream.OfAgency("reg-advocate"),
            At = _app.Time.GetUtcNow().AddSeconds(-i),
            Action = LogAction.DecisionQueried,
            Actor = new LogActor("system"),
        })));
        await _app.Get<Projector>().CatchUpAsync();
        Page first = await _officer.GetAsync("/dpo?action=query.decision");
        string next = WebUtility.HtmlDecode(NextPage().Match(first.Text).Groups[1].Value);
        Page second = await _officer.GetAsync(next);
        Assert.Equal((50, 10), (Rows(first), Rows(second)));
        Assert.DoesNotContain("rel=\"next\"", second.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/dpo?action=query.decision\">Newest", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_FromTheLog_IsATimelineWithDecisionCollectionsAndChain()
    {
        string list = (await _officer.GetAsync("/dpo?action=release.created")).Text;
        Page story = await _officer.GetAsync(EntryLink().Match(list).Groups[1].Value);
        Assert.Equal(HttpStatusCode.OK, story.Status);
        Assert.All(
            ["What happened, in order", "The decision", "conflict of interest", "shelter-worker", "The stop", "The chain is whole"],
            text => Assert.Contains(text, WebUtility.HtmlDecode(story.Text), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Story_ForTheRecipientsOfficer_ShowsNothingOfTheHolders()
    {
        var shelter = new Officer(_app);
        await shelter.SignInAsync("shelter-dpo");
        string list = (await shelter.GetAsync("/dpo")).Text;
        Page story = await shelter.GetAsync(EntryLink().Match(list).Groups[1].Value);
        Assert.Contains("What your agency was told", story.Text, StringComparison.Ordinal);
        Assert.All([LogScenario.Case, LogScenario.Consent, "reg-lawyer", "wd-1", "conflict", "survivor", "advocate-worker"],
            text => Assert.DoesNotContain(
                text, list[list.IndexOf("<tbody", StringComparison.Ordinal)..] + story.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Story_OfAnEntryThatIsNotThere_SaysSo() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _officer.GetAsync("/dpo/entries/0639135000000000000-nothing")).Status);

    [Theory]
    [InlineData("/dpo/overrides")]
    [InlineData("/dpo/entries")]
    [InlineData("/dpo/no/such/page")]
    public async Task Page_ThatIsNone_SaysSoAndLeadsBack(string address)
    {
        foreach (Officer reader in new[] { _officer, new Officer(_app) })
        {
            Page page = await reader.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            Assert.Contains("There is no such page", page.Text, StringComparison.Ordinal);
            Assert.Contains("href=\"/dpo\">Back to the console", page.Text, StringComparison.Ordinal);
            Assert.Equal("no-store", page.Headers["Cache-Control"]);
        }
    }

    [Fact]
    public async Task Verification_WhenAnEntryWasRemoved_SaysThatTheChainIsBroken()
    {
        Assert.Contains(
            "The chain is whole", (await _officer.GetAsync("/dpo/verification?case=" + LogScenario.Case)).Text, StringComparison.Ordinal);
        await _app.Store.CommitAsync(Partition.Case(LogScenario.Case), Operation.Delete(CaseIds.Chained(2)));
        Assert.Contains(
            "The chain is broken", (await _officer.GetAsync("/dpo/verification?case=" + LogScenario.Case)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _officer.GetAsync("/dpo/verification?case=case-unknown")).Status);
    }

    [Fact]
    public async Task NationalOfficer_ReadsNothingBeforeStatingAPurpose()
    {
        var national = new Officer(_app);
        await national.SignInAsync("ndpo-officer");
        Page first = await national.GetAsync("/dpo");
        Assert.Contains("What do you read the log for?", first.Text, StringComparison.Ordinal);
        Assert.Equal("/dpo", (await national.GetAsync("/dpo/verification?case=" + LogScenario.Case)).Location);
        Assert.Equal(HttpStatusCode.BadRequest, (await national.SubmitAsync("/dpo/purpose", ("purpose", "curiosity"))).Status);
        Assert.Equal("/dpo", (await national.SubmitAsync("/dpo/purpose", ("purpose", "inspection"))).Location);
        Assert.True((await national.GetAsync("/dpo")).IsLog);
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Contains(
            "An inspection of an agency", (await _officer.GetAsync("/dpo?action=log.read&agency=reg-dpo&readings=1")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhenTheReadingCannotBeRecorded_ShowsNothing()
    {
        _app.Store.Fails = partition => partition.Container is Container.Agencies;
        Page page = await _officer.GetAsync("/dpo");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.DoesNotContain(LogScenario.Case, page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dpo")]
    [InlineData("/dpo/verification")]
    [InlineData("/dpo/entries/nothing")]
    [InlineData("/dpo/assets/console.css")]
    public async Task Page_Always_KeepsNothingAndRunsNoScript(string address)
    {
        Page page = await _officer.GetAsync(address);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.StartsWith("default-src 'none'; style-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        Assert.DoesNotContain("blazor-enhanced-nav", page.Headers.Keys);
        Assert.DoesNotMatch("<script|<style|style=|onclick|https?://", page.Text);
    }

    private static int Rows(Page page) => page.Text.Split("<tr role=\"row\">").Length - 2;

    [GeneratedRegex("href=\"(/dpo/entries/[^\"]+)\"")]
    private static partial Regex EntryLink();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"next\"")]
    private static partial Regex NextPage();
}
