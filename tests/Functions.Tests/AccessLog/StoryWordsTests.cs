using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;

namespace DataSharing.Functions.Tests.AccessLog;

/// <summary>The officer reads what happened, and not what a code alone would let her think.</summary>
public sealed class StoryWordsTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Release_WhenTheRecordHoldsOneOfManyFields_NamesAsReleasedWhatWasInThePackageAlone()
    {
        FieldValue name = TestCases.Value("identity.preferredName", _app.Time.GetUtcNow());
        string caseId = await _app.OpenCaseAsync(values: [name]);
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        JsonNode package = (await _app.CollectAsync("shelter-worker", id)).Json;
        string[] groups = [.. package["fields"]!.AsArray().Select(field => ((string)field!["path"]!).Split('.')[0]).Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.Contains("identity", groups);
        Assert.DoesNotContain("health", groups);

        JsonNode view = (await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json;
        Assert.Equal(groups, Sorted(view["releasedGroups"]!));
        Assert.Equal(groups, Sorted((await _app.GetAsync("shelter-worker", $"sharing-requests/{id}")).Json["releasedGroups"]!));
        foreach (string action in new[] { LogAction.ReleaseCreated, LogAction.CollectionMade })
            Assert.Equal(
                groups,
                (await _app.LogAsync(caseId)).Single(one => one.Request == id
                    && one.Action == action).FieldGroups.Order(StringComparer.Ordinal));
        JsonNode story = await _app.StoryAsync(caseId, id, LogAction.ReleaseCreated);
        Assert.Equal(groups, Sorted(story["decision"]!["releasedGroups"]!));
        Assert.Equal(groups, Sorted(story["release"]!["groups"]!));
        Assert.Contains(story["decision"]!["fields"]!.AsArray(), field => (bool)field!["absent"]! && !(bool)field["released"]!);
        string page = await _app.StoryPageAsync(caseId, id, LogAction.ReleaseCreated);
        Assert.Contains(
            $"In its package: {string.Join(", ", story["release"]!["groups"]!.AsArray().Select(one => (string)one!))}. That is what was "
                + "fetched.",
            page, StringComparison.Ordinal);
        Assert.DoesNotContain("<li>health</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WhenNothingIsOnRecord_SaysThatToTheHolderAndNothingNewToAnAsker()
    {
        string caseId = await _app.OpenCaseAsync(values: []);
        await _app.ConsentAsync(caseId);
        string sent = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        JsonNode view = await _app.StatusAsync("advocate-worker", sent, "refused");
        Assert.Equal(("REFUSE", ReasonKinds.RecordMissing), ((string)view["outcome"]!, (string)view["reason"]!));
        JsonNode name = view["decision"]!["decision"]!["fields"]!.AsArray().Single(field =>
            (string)field!["path"]! == "identity.preferredName")!;
        Assert.Equal(ReasonKinds.RecordMissing, (string)name["reason"]!);
        Assert.Contains(
            "nothing of it is on record", await _app.StoryPageAsync(caseId, sent, LogAction.DecisionMade), StringComparison.Ordinal);

        await _app.ParticipantsAsync(caseId, new Domain.Cases.Participant("reg-shelter", "shelter-worker"));
        string code = (string)(
            await _app.PostAsync("advocate-worker", $"cases/{caseId}/hand-over-codes", new { recipient = "reg-shelter" })).Json["code"]!;
        string asked = await _app.SubmitAsync("shelter-worker", TestSharing.Ask(code));
        JsonNode seen = await _app.StatusAsync("shelter-worker", asked, "refused");
        Assert.Equal(("REFUSE", "notNeeded"), ((string)seen["outcome"]!, (string)seen["reason"]!));
        Assert.DoesNotContain("record.missing", seen.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAWithdrawal_SaysByWhichWayItCame()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "phone" })).Status);
        JsonNode stop = (await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["stops"]![0]!;
        Assert.Equal("phone", (string)stop["channel"]!);
        Assert.Null(stop["takenBy"]);
        Assert.Contains(
            ", by phone. Since then", Flat(await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_OfAWithdrawalThatAnAgencyTook_NamesIt()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Domain.Cases.Participant("reg-shelter", "shelter-worker"));
        string code = (string)(
            await _app.PostAsync("advocate-worker", $"cases/{caseId}/hand-over-codes", new { recipient = "reg-shelter" })).Json["code"]!;
        Answer said = await _app.PostAsync(
            "shelter-worker", "withdrawals", new { holder = "reg-advocate", reference = code, channel = "inPerson" });
        Assert.True(said.Status == 200, said.ToString());
        JsonNode stop = (await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["stops"]![0]!;
        Assert.Equal(("inPerson", "reg-shelter"), ((string)stop["channel"]!, (string)stop["takenBy"]!));
        Assert.Contains(
            "in person, taken by Willow House", await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Story_WhenTheStopJournalWasLost_SaysSoAndNotThatSomebodyRevoked()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.SealCaseAsync(caseId);
        string list = await _app.PageAsync($"/dpo?case={caseId}"),
        story = await _app.StoryPageAsync(caseId, null, LogAction.ConsentRevoked);
        Assert.Contains(
            "Sharing stopped because the stop journal was lost", list[list.IndexOf("<tbody", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
        Assert.DoesNotContain("Consent revoked", list[list.IndexOf("<tbody", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("The stop journal was lost, and so the sharing of everything was stopped", story, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody else revoked", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_WhenEntriesWait_PromisesWhatTheTimerDoes()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.WithdrawAsync(caseId);
        // The reading itself waits for its place.
        string page = await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded);
        Assert.DoesNotContain("will be chained with the next change of the case", page, StringComparison.Ordinal);
        Assert.Contains("within seconds, or with the next change of the case", page, StringComparison.Ordinal);
    }

    private static string[] Sorted(JsonNode groups) => [.. groups.AsArray().Select(one => (string)one!).Order(StringComparer.Ordinal)];

    private static string Flat(string page) => System.Text.RegularExpressions.Regex.Replace(page, "<[^>]+>", "");
}
