using System.Net;
using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Console;
using DataSharing.Functions.Tests.Support;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>What the holder's officer reads of a sharing without consent, of kept copies and of a stop that ended several releases.</summary>
public sealed class OverrideStoryTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Story_OfAnOverride_TellsGroundReferencesPersonsAndWhatIsStillDue()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId);
        JsonNode waiting = (await StoryAsync(caseId, id, LogAction.ReleaseCreated))["override"]!;
        Assert.Equal(
            ("danger", "refused", "policy-7", "weighing-2", true, "advocate-worker", true),
            ((string)waiting["ground"]!, (string)waiting["consentNotSought"]!, (string)waiting["policyReference"]!, (string)waiting["weighingReference"]!, (bool)waiting["urgent"]!,
                (string)waiting["first"]!["personId"]!, (bool)waiting["survivorToBeTold"]!));
        Assert.Null(waiting["second"]);
        Assert.Null(waiting["priorNoticeReference"]);
        Assert.Equal(_app.Time.GetUtcNow() + _app.Policy.Profile.OverrideConfirmation, (DateTimeOffset)waiting["confirmBy"]!);

        Assert.Equal(202, (await _app.PostAsync("advocate-reviewer", $"sharing-requests/{id}/review", new { action = "proceed", evidence = "file-12" })).Status);
        JsonNode confirmed = (await StoryAsync(caseId, id, LogAction.ReleaseCreated))["override"]!;
        Assert.Equal("advocate-reviewer", (string)confirmed["second"]!["personId"]!);
        Assert.Null(confirmed["confirmBy"]);

        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, id, LogAction.ReleaseCreated)}");
        Assert.Contains("yes: sent before the second person", page, StringComparison.Ordinal);
        Assert.All(["Why without consent", "she said no", "policy-7", "weighing-2", "advocate-reviewer", "told as soon as that is safe"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Story_OfAnUrgentOverrideThatWasRefused_DoesNotSayThatItWasSent()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId, policyReference: null, becomes: "refused");
        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, id, LogAction.DecisionMade)}");
        Assert.Contains("Why without consent", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Urgent</dt><dd>yes</dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sent before the second person", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfOneStoppedPackageThatNobodyFetched_SpeaksOfThatPackageAlone()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string fetched = await _app.ReadyAsync(caseId), other = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", fetched)).Status);
        string withdrawal = await _app.WithdrawAndFollowAsync(caseId);
        await _app.WithdrawalAsync(caseId, withdrawal, one => one.State != WithdrawalState.Recorded);
        await _app.Get<Projector>().CatchUpAsync();
        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, other, LogAction.ReleaseStopped)}");
        Assert.Contains("Nobody had fetched this package before.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("No agency had fetched anything", page, StringComparison.Ordinal);
        Assert.Contains("Willow House", await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRecorded)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAnOverride_IsNotTheRecipientsToRead()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId);
        await _app.Get<Projector>().CatchUpAsync();
        string address = (await _app.GetAsync("policeat-dpo", "access-log?action=release.created")).Json["entries"]!.AsArray().Where(one => (string?)one!["request"] == id).Select(one => (string)one!["id"]!).Single();
        string story = (await _app.GetAsync("policeat-dpo", "access-log/" + address)).Text;
        Assert.All(["policy-7", "weighing-2", "advocate-worker"], text => Assert.DoesNotContain(text, story, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_WhenFilteredByOutcome_HasThoseEntriesAlone()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId);
        JsonArray found = (await _app.GetAsync("advocate-dpo", $"access-log?case={caseId}&outcome=OVERRIDE")).Json["entries"]!.AsArray();
        Assert.Equal([id], found.Select(one => (string)one!["request"]!));
        Assert.All(found, one => Assert.Equal("OVERRIDE", (string)one!["outcome"]!));
        Assert.Empty((await _app.GetAsync("advocate-dpo", $"access-log?case={caseId}&outcome=NEUTRAL")).Json["entries"]!.AsArray());
        Answer bad = await _app.GetAsync("advocate-dpo", "access-log?outcome=not%20a%20code");
        Assert.Equal((400, "invalid-query"), (bad.Status, bad.Problem));

        string page = await PageAsync($"/dpo?case={caseId}&outcome=OVERRIDE");
        Assert.Contains("<option value=\"OVERRIDE\" selected", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<tr role=\"row\">").Length - 1);
    }

    [Fact]
    public async Task Story_WhenALawKeepsTheCopies_SaysSoAndNotThatTheyAreDeleted()
    {
        (string caseId, string id, string withdrawal) = await StoppedAsync();
        Assert.Equal(200, (await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/deletion-attestation", new { copies = "retainedByLaw", legalBasis = "law-12" })).Status);
        await _app.WithdrawalAsync(caseId, withdrawal, one => one.State == WithdrawalState.Completed);
        JsonNode copies = (await StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["stops"]![0]!["copies"]![0]!;
        Assert.Equal(("reg-shelter", "retainedByLaw"), ((string)copies["registration"]!, (string)copies["copies"]!));
        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRecorded)}");
        Assert.Contains("copies kept by law", page, StringComparison.Ordinal);
        Assert.DoesNotContain("eletion attested", page, StringComparison.Ordinal);
        Assert.DoesNotContain("copies destroyed", page, StringComparison.Ordinal);

        Assert.Equal(200, (await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/deletion-attestation", new { copies = "destroyed" })).Status);
        Assert.Contains("copies destroyed", await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRecorded)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAWithdrawalThatEndedTwoReleases_NamesEachWithItsOwnDecision()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ConsentAsync(caseId, "reg-shelter-2");
        string one = await _app.ReadyAsync(caseId), two = await _app.ReadyAsync(caseId, "reg-shelter-2");
        string withdrawal = await _app.WithdrawAndFollowAsync(caseId);
        await _app.WithdrawalAsync(caseId, withdrawal, document => document.State != WithdrawalState.Recorded);
        JsonNode story = await StoryAsync(caseId, null, LogAction.WithdrawalRecorded);
        Assert.Null(story["decision"]);
        Assert.Null(story["release"]);
        var stopped = story["stopped"]!.AsArray().ToDictionary(each => (string)each!["release"]!["id"]!, each => each!);
        Assert.Equal(new[] { one, two }.Order(), stopped.Keys.Order());
        Assert.Equal(("reg-shelter", "reg-shelter-2"), ((string)stopped[one]["release"]!["recipient"]!, (string)stopped[two]["release"]!["recipient"]!));
        Assert.NotEqual((string)stopped[one]["decision"]!["digest"]!, (string)stopped[two]["decision"]!["digest"]!);
        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRecorded)}");
        Assert.All(["The release to Willow House", "The release to Larch House", "The decision on it: Larch House"], text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain(">The decision<", page, StringComparison.Ordinal);
        // Of one release's own entry the decision is that release's.
        Assert.Equal((string)stopped[two]["decision"]!["digest"]!, (string)(await StoryAsync(caseId, two, LogAction.ReleaseStopped))["decision"]!["digest"]!);
    }

    [Fact]
    public async Task Story_OfAWithdrawalThatWasSaidAgain_TellsWhoSaidItAgainAndHow()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", await _app.ReadyAsync(caseId))).Status);
        string withdrawal = (string)(await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" })).Json["withdrawal"]!;
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" })).Status);
        await _app.Get<Projector>().CatchUpAsync();
        JsonNode again = Assert.Single((await StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["events"]!.AsArray(), one => (string)one!["action"]! == LogAction.WithdrawalRepeated)!;
        Assert.Equal(("phone", withdrawal, "advocate-worker"), ((string)again["outcome"]!, (string)again["cause"]!, (string)again["actor"]!["person"]!));
        string page = await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRepeated)}");
        Assert.All(["Stop said again", "Consent withdrawn", "Willow House"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Story_OfAStopOfOneRecipient_SaysSoInWords()
    {
        string caseId = await _app.OpenCaseAsync();
        Domain.Consents.Consent consent = await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents/{consent.Id}/withdrawal", new { channel = "phone", scope = consent.Scopes[0].Id, recipient = "reg-shelter" })).Status);
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Contains("<dt>Outcome</dt><dd>one sharing with one agency</dd>", await PageAsync($"/dpo/entries/{await AddressAsync(caseId, null, LogAction.WithdrawalRecorded)}"), StringComparison.Ordinal);
    }

    private async Task<string> OverrideAsync(string caseId, string? policyReference = "policy-7", string becomes = "ready")
    {
        string id = await _app.SubmitAsync("advocate-worker", new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-police-at",
            pathway = "danger-response",
            @override = new { ground = "danger", consentNotSought = "refused", policyReference, weighingReference = "weighing-2", urgent = true },
        });
        await _app.StatusAsync("advocate-worker", id, becomes);
        return id;
    }

    private async Task<(string Case, string Request, string Withdrawal)> StoppedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        string withdrawal = await _app.WithdrawAndFollowAsync(caseId);
        await _app.WithdrawalAsync(caseId, withdrawal, one => one.Holders is [{ ToldAt: not null }]);
        return (caseId, id, withdrawal);
    }

    private async Task<string> AddressAsync(string caseId, string? request, string action) => (await _app.GetAsync("advocate-dpo", $"access-log?case={caseId}&action={action}")).Json["entries"]!.AsArray()
        .Where(one => request is null || (string?)one!["request"] == request).Select(one => (string)one!["id"]!).First();

    private async Task<JsonNode> StoryAsync(string caseId, string? request, string action)
    {
        await _app.Get<Projector>().CatchUpAsync();
        Answer story = await _app.GetAsync("advocate-dpo", "access-log/" + await AddressAsync(caseId, request, action));
        Assert.True(story.Status == 200, story.ToString());
        return story.Json;
    }

    /// <summary>A page of the console, as its officer sees it in a browser.</summary>
    private async Task<string> PageAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _app.Http.BaseAddress };
        var officer = new Officer(client);
        await officer.SignInAsync("advocate-dpo");
        await _app.Get<Projector>().CatchUpAsync();
        Page page = await officer.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return WebUtility.HtmlDecode(page.Text);
    }
}
