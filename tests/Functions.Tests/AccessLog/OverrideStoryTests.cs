using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Stops;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>
/// What the holder's officer reads of a sharing without consent, of kept copies and of a stop that ended several releases.
/// </summary>
public sealed class OverrideStoryTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Story_OfAnOverride_TellsGroundReferencesPersonsAndWhatIsStillDue()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId);
        JsonNode waiting = (await _app.StoryAsync(caseId, id, LogAction.ReleaseCreated))["override"]!;
        Assert.Equal(
            ("danger", "refused", "policy-7", "weighing-2", true, "advocate-worker", true),
            ((string)waiting["ground"]!, (string)waiting["consentNotSought"]!, (string)waiting["policyReference"]!, (string)waiting["weighingReference"]!, (bool)waiting["urgent"]!,
                (string)waiting["first"]!["personId"]!, (bool)waiting["survivorToBeTold"]!));
        Assert.Null(waiting["second"]);
        Assert.Null(waiting["priorNoticeReference"]);
        Assert.Equal(_app.Time.GetUtcNow() + _app.Policy.Profile.OverrideConfirmation, (DateTimeOffset)waiting["confirmBy"]!);

        Assert.Equal(
            202,
            (await _app.PostAsync(
                "advocate-reviewer", $"sharing-requests/{id}/review", new { action = "proceed", evidence = "file-12" })).Status);
        JsonNode confirmed = (await _app.StoryAsync(caseId, id, LogAction.ReleaseCreated))["override"]!;
        Assert.Equal("advocate-reviewer", (string)confirmed["second"]!["personId"]!);
        Assert.Null(confirmed["confirmBy"]);

        string page = await _app.StoryPageAsync(caseId, id, LogAction.ReleaseCreated);
        Assert.Contains("yes: sent before the second person", page, StringComparison.Ordinal);
        Assert.All(
            ["Why without consent", "she said no", "policy-7", "weighing-2", "advocate-reviewer", "told as soon as that is safe"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Override_WhereSomeOfItIsHeldBack_IsExplainedByItsGroundAndTheRestUnderHeldBackAlone()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId, fields: ["identity.preferredName", "risk.threats", "finance.debts"]);
        JsonNode view = (await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json;
        Assert.Equal(("OVERRIDE", "danger"), ((string)view["outcome"]!, (string)view["reason"]!));
        Assert.Contains("finance", view["withheldGroups"]!.AsArray().Select(one => (string)one!["group"]!));
        JsonNode waiting = (await _app.GetAsync("advocate-reviewer", "reviews")).Json["items"]!.AsArray().Single(one =>
            (string)one!["request"]!["id"]! == id)!;
        Assert.Equal(("confirmation", "danger"), ((string)waiting["kind"]!, (string)waiting["request"]!["reason"]!));

        JsonNode story = await _app.StoryAsync(caseId, id, LogAction.ReleaseCreated);
        Assert.Equal(["danger"], story["entry"]!["reasonKinds"]!.AsArray().Select(one => (string)one!));
        Assert.Equal("danger", (string)story["decision"]!["reason"]!);
        string page = await _app.StoryPageAsync(caseId, id, LogAction.ReleaseCreated);
        Assert.Contains("Because: without consent: imminent danger", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Because: not needed", page, StringComparison.Ordinal);
        string list = await _app.PageAsync($"/dpo?case={caseId}");
        Assert.Contains("waits for a second person", list, StringComparison.Ordinal);
        Assert.Equal(
            202,
            (await _app.PostAsync(
                "advocate-reviewer", $"sharing-requests/{id}/review", new { action = "proceed", evidence = "file-12" })).Status);
        Assert.DoesNotContain("waits for a second person", await _app.PageAsync($"/dpo?case={caseId}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAnUrgentOverrideThatWasRefused_DoesNotSayThatItWasSent()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        // The fact of its ground is not on record: she is an adult. What a claim lacks by itself is refused at entry.
        string id = await OverrideAsync(caseId, ground: "childRecruiting", becomes: "refused");
        string page = await _app.StoryPageAsync(caseId, id, LogAction.DecisionMade);
        Assert.Contains("Asked to share without consent", page, StringComparison.Ordinal);
        Assert.Contains("missing: age.status", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Why without consent", page, StringComparison.Ordinal);
        Assert.DoesNotContain("no listed ground", page, StringComparison.Ordinal);
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
        string page = await _app.StoryPageAsync(caseId, other, LogAction.ReleaseStopped);
        Assert.Contains("Nobody had fetched this package before.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("No agency had fetched anything", page, StringComparison.Ordinal);
        Assert.Contains("Willow House", await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAnOverride_IsNotTheRecipientsToRead()
    {
        string caseId = await _app.OpenCaseAsync(pathway: "danger-response");
        string id = await OverrideAsync(caseId);
        await _app.Get<Projector>().CatchUpAsync();
        string address = (await _app.GetAsync("policeat-dpo", "access-log?action=release.created")).Json["entries"]!.AsArray()
            .Where(one => (string?)one!["request"] == id).Select(one => (string)one!["id"]!).Single();
        string story = (await _app.GetAsync("policeat-dpo", "access-log/" + address)).Text;
        Assert.DoesNotContain("danger\"", story, StringComparison.Ordinal);
        Assert.Null((await _app.GetAsync("policeat-worker", $"sharing-requests/{id}")).Json["reason"]);
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

        string page = await _app.PageAsync($"/dpo?case={caseId}&outcome=OVERRIDE");
        Assert.Contains("<option value=\"OVERRIDE\" selected", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<tr role=\"row\">").Length - 1);
    }

    [Fact]
    public async Task Story_WhenALawKeepsTheCopies_SaysSoAndNotThatTheyAreDeleted()
    {
        (string caseId, string id, string withdrawal) = await StoppedAsync();
        Assert.Equal(
            200,
            (await _app.PostAsync(
                "shelter-worker", $"sharing-requests/{id}/deletion-attestation",
                new { copies = "retainedByLaw", legalBasis = "law-12" })).Status);
        await _app.WithdrawalAsync(caseId, withdrawal, one => one.State == WithdrawalState.Completed);
        JsonNode copies = (await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["stops"]![0]!["copies"]![0]!;
        Assert.Equal(("reg-shelter", "retainedByLaw"), ((string)copies["registration"]!, (string)copies["copies"]!));
        string page = await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded);
        Assert.Contains("copies kept by law", page, StringComparison.Ordinal);
        Assert.DoesNotContain("eletion attested", page, StringComparison.Ordinal);
        Assert.DoesNotContain("copies destroyed", page, StringComparison.Ordinal);

        Assert.Equal(
            200,
            (await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/deletion-attestation", new { copies = "destroyed" })).Status);
        Assert.Contains(
            "copies destroyed", await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded), StringComparison.Ordinal);
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
        JsonNode story = await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded);
        Assert.Null(story["decision"]);
        Assert.Null(story["release"]);
        var stopped = story["stopped"]!.AsArray().ToDictionary(each => (string)each!["release"]!["id"]!, each => each!);
        Assert.Equal(new[] { one, two }.Order(), stopped.Keys.Order());
        Assert.Equal(
            ("reg-shelter", "reg-shelter-2"),
            ((string)stopped[one]["release"]!["recipient"]!, (string)stopped[two]["release"]!["recipient"]!));
        Assert.NotEqual((string)stopped[one]["decision"]!["digest"]!, (string)stopped[two]["decision"]!["digest"]!);
        string page = await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded);
        Assert.All(
            ["The release to Willow House", "The release to Larch House", "The decision on it: Larch House"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain(">The decision<", page, StringComparison.Ordinal);
        // Of one release's own entry the decision is that release's.
        Assert.Equal(
            (string)stopped[two]["decision"]!["digest"]!,
            (string)(await _app.StoryAsync(caseId, two, LogAction.ReleaseStopped))["decision"]!["digest"]!);
    }

    [Fact]
    public async Task Story_OfAWithdrawalThatWasSaidAgain_TellsWhoSaidItAgainAndHow()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", await _app.ReadyAsync(caseId))).Status);
        string withdrawal = (string)(await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" })).Json["withdrawal"]!;
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" })).Status);
        await _app.Get<Projector>().CatchUpAsync();
        JsonNode again = Assert.Single(
            (await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["events"]!.AsArray(),
            one => (string)one!["action"]! == LogAction.WithdrawalRepeated)!;
        Assert.Equal(
            ("phone", withdrawal, "advocate-worker"),
            ((string)again["outcome"]!, (string)again["cause"]!, (string)again["actor"]!["person"]!));
        string page = await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRepeated);
        Assert.All(["Stop said again", "Consent withdrawn", "Willow House"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Story_OfAStopOfOneRecipient_SaysSoInWords()
    {
        string caseId = await _app.OpenCaseAsync();
        Domain.Consents.Consent consent = await _app.ConsentAsync(caseId);
        Assert.Equal(
            200,
            (await _app.PostAsync(
                "advocate-worker", $"cases/{caseId}/consents/{consent.Id}/withdrawal",
                new { channel = "phone", scope = consent.Scopes[0].Id, recipient = "reg-shelter" })).Status);
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Contains(
            "<dt>Outcome</dt><dd>one sharing with one agency</dd>", await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded),
            StringComparison.Ordinal);
    }

    private async Task<string> OverrideAsync(string caseId, string ground = "danger", string becomes = "ready", string[]? fields = null)
    {
        string id = await _app.SubmitAsync("advocate-worker", new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-police-at",
            pathway = "danger-response",
            fields,
            @override =
                new { ground, consentNotSought = "refused", policyReference = "policy-7", weighingReference = "weighing-2", urgent = true },
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
}
