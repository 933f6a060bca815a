using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Each way a request can end, over HTTP, with the real engine, stores and keys.</summary>
public sealed partial class SharingRequestTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Send_WhenEverythingStands_IsReleasedCollectedAndLogged()
    {
        string caseId = await ConsentedCaseAsync();
        string id = await _app.ReadyAsync(caseId);
        Answer package = await _app.CollectAsync("shelter-worker", id);
        Assert.Equal((200, "application/json"), (package.Status, package.MediaType));
        Assert.Equal(
            ("shelter-referral", id, "reg-advocate"),
            ((string)package.Json["pathway"]!, (string)package.Json["request"]!, (string)package.Json["holder"]!));
        Assert.NotEmpty((string)package.Json["handle"]!);
        Assert.NotEmpty((string)package.Json["onwardSharing"]!);
        Assert.Contains(TestCases.Canary, package.Text, StringComparison.Ordinal);
        JsonNode view = await _app.StatusAsync("shelter-worker", id, "collected");
        Assert.Null(view["decision"]);
        Assert.Null(view["case"]);
        IReadOnlyList<LogEntry> log = await _app.LogAsync(caseId);
        // Who opens what came to the desk joins the case.
        Assert.Equal(
            [LogAction.ReleaseCreated, LogAction.CollectionMade, LogAction.ParticipantsChanged],
            log.Where(e => e.Request == id).Select(e => e.Action));
        Assert.True(LogChain.Verify(log).IsIntact);
    }

    [Fact]
    public async Task Collect_WhenTheHubOpens_UnwrapsOnceAndTheAgencysOwnKeyNever()
    {
        string id = await _app.ReadyAsync(await ConsentedCaseAsync());
        using var counted = new CountedKeyService(_app.Get<IKeyService>());
        var collector = new Collector(
            _app.Get<CaseLedger>(), _app.Get<ReleaseCommits>(), _app.Get<FactsLoader>(), _app.Get<RecipientPersons>(),
            _app.Get<Deadlines>(),
            _app.Get<Releaser>(), _app.Get<ContentApprovals>(),
            _app.Get<Functions.Storage.IBlobStore>(), counted, _app.Policy, _app.Time);
        var caller = new Functions.Http.Caller("reg-shelter", "body-shelter", "SHELT", "shelter-worker", new HashSet<string>());
        Person person = (await _app.Get<Functions.Registry.RegistryReader>().FindPersonAsync(
            "reg-shelter", "shelter-worker", default))!.Value.Person;
        OpenCollection collection = (await collector.CommitAsync(await _app.RequestAsync(id), caller, person, default)).Value;
        Assert.Null(await collection.OpenAsync(default));
        Assert.Equal(1, counted.Unwraps);
    }

    [Fact]
    public async Task Send_WhenThereIsNoConsent_IsRefusedWithItsReason()
    {
        string caseId = await _app.OpenCaseAsync();
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal(("REFUSE", "consent.none"), ((string)view["outcome"]!, (string)view["reason"]!));
        Assert.Contains(await _app.LogAsync(caseId), e => e.Action == LogAction.DecisionMade && e.ReasonKinds.Contains("consent.none"));
        Assert.Equal(404, (await _app.GetAsync("shelter-worker", $"sharing-requests/{id}")).Status);
        await _app.EndAsync(id);
    }

    [Fact]
    public async Task Hold_WhenTheFactIsOnRecordAndASecondPersonProceeds_IsReleased()
    {
        (string caseId, string id) = await HeldAsync();
        Assert.Equal("age.assessment", (string)(await ReviewOfAsync(id))!["request"]!["waitsFor"]!);
        // Without the fact, proceeding changes nothing.
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "proceed")).Status);
        await Wait.UntilAsync(() => _app.RequestAsync(id), one => one is { Review: null, WorkflowDue: null });
        await _app.StatusAsync("advocate-worker", id, "held");
        await _app.ChangeFactsAsync(
            caseId, facts => facts with { Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true } });
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "proceed")).Status);
        await _app.StatusAsync("advocate-worker", id, "ready");
        Assert.Null(await ReviewOfAsync(id));
    }

    [Fact]
    public async Task Hold_WhenTheFactTurnsUpAndNobodySpeaks_StaysHeldAndEndsAtItsClock()
    {
        (string caseId, string id) = await HeldAsync();
        await _app.ChangeFactsAsync(
            caseId, facts => facts with { Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true } });
        RequestProgress waiting = await _app.Get<DecideRequest>().RunAsync(id);
        Assert.Equal(RequestStage.Held, waiting.Stage);
        Assert.Equal("held", (string)(await _app.StatusAsync("advocate-worker", id, "held"))["status"]!);
        Assert.NotNull(await ReviewOfAsync(id));

        _app.Time.Advance(waiting.Until - _app.Time.GetUtcNow().UtcDateTime + TimeSpan.FromMinutes(1));
        await _app.Get<DecideRequest>().RunAsync(id);
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal("child.ageDoubt", (string)view["reason"]!);
        Assert.Null(await ReviewOfAsync(id));
        await _app.EndAsync(id);
    }

    [Fact]
    public async Task Hold_WhenItThenWaitsForAnotherFact_IsLoggedAndListedAnew()
    {
        (string caseId, string id) = await HeldAsync();
        string first = (string)(await ReviewOfAsync(id))!["since"]!;
        await _app.ChangeFactsAsync(caseId, facts => facts with
        {
            Age = new AgeFacts { Status = AgeStatus.Adult, DecisionReasoned = true },
            Capacity = new CapacityFacts { ConcernOpen = true },
        });
        _app.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "proceed")).Status);
        await Wait.UntilAsync(() => _app.RequestAsync(id), one => one is { Review: null, WorkflowDue: null });
        Assert.Equal(
            ["age.assessment", "capacity.assessment"],
            (await _app.LogAsync(caseId)).Where(e => e.Action == LogAction.ReviewHeld).Select(e => e.Cause));
        JsonNode item = (await ReviewOfAsync(id))!;
        Assert.Equal("capacity.assessment", (string)item["request"]!["waitsFor"]!);
        Assert.NotEqual(first, (string)item["since"]!);
    }

    [Fact]
    public async Task Hold_WhenASecondPersonRefuses_IsRefused()
    {
        (_, string id) = await HeldAsync();
        Assert.Equal(202, (await ReviewAsync("advocate-reviewer", id, "refuse")).Status);
        await _app.StatusAsync("advocate-worker", id, "refused");
        await _app.EndAsync(id);
    }

    [Fact]
    public async Task Hold_WhenTheClockEnds_IsRefused()
    {
        (_, string id) = await HeldAsync();
        _app.Time.Advance(TimeSpan.FromDays(14));
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal("REFUSE", (string)view["outcome"]!);
        await _app.EndAsync(id);
    }

    [Fact]
    public async Task Cancel_WhenHeld_IsCancelledAndNeverReleased()
    {
        (string caseId, string id) = await HeldAsync();
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"sharing-requests/{id}/cancellation")).Status);
        await _app.EndAsync(id);
        await _app.StatusAsync("advocate-worker", id, "cancelled");
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"sharing-requests/{id}/cancellation")).Status);
        Assert.Single(await _app.LogAsync(caseId), e => e.Action == LogAction.RequestCancelled);
    }

    [Fact]
    public async Task Release_WhenNobodyCollects_Expires()
    {
        string id = await _app.ReadyAsync(await ConsentedCaseAsync());
        _app.Time.Advance(TimeSpan.FromDays(30));
        await _app.StatusAsync("advocate-worker", id, "expired");
        await _app.EndAsync(id);
        Assert.Equal("expired", (await _app.CollectAsync("shelter-worker", id)).Problem);
    }

    [Fact]
    public async Task Release_WhenCollectedAndAccepted_ClosesAfterADay()
    {
        string caseId = await ConsentedCaseAsync();
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        Assert.Equal(200, (await _app.PostAsync("shelter-worker", $"sharing-requests/{id}/acceptance", new { accepted = true })).Status);
        await Wait.UntilAsync(() => _app.RequestAsync(id), one => one.WorkflowDue is null);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        _app.Time.Advance(TimeSpan.FromDays(1));
        await _app.StatusAsync("shelter-worker", id, "closed");
        Assert.Equal("closed", (await _app.CollectAsync("shelter-worker", id)).Problem);
        Assert.Contains(await _app.LogAsync(caseId), e => e.Action == LogAction.ReleaseAccepted);
    }

    [Fact]
    public async Task Release_WhenDeclined_EndsAtOnce()
    {
        string caseId = await ConsentedCaseAsync();
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(
            200,
            (await _app.PostAsync(
                "shelter-worker", $"sharing-requests/{id}/acceptance", new { accepted = false, reason = "no-room" })).Status);
        Assert.Equal("closed", (await _app.CollectAsync("shelter-worker", id)).Problem);
        await _app.EndAsync(id);
        await _app.StatusAsync("advocate-worker", id, "declined");
        Assert.Contains(
            await _app.LogAsync(caseId),
            e => e is { Action: LogAction.ReleaseDeclined, Actor.Person.Value: "shelter-worker", Cause: "no-room" });
    }

    [Fact]
    public async Task Collect_WhenAFactChangedSince_IsSupersededAndNeverReadAgain()
    {
        string caseId = await ConsentedCaseAsync();
        string id = await _app.ReadyAsync(caseId);
        await _app.ChangeFactsAsync(caseId, facts => facts with { BarredBodies = ["reg-shelter"] });
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", id)).Problem);
        await _app.ChangeFactsAsync(caseId, facts => facts with { BarredBodies = [] });
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", id)).Problem);
        await _app.EndAsync(id);
        await _app.StatusAsync("shelter-worker", id, "superseded");
    }

    [Fact]
    public async Task Submit_WhenRepeated_AnswersTheSameAndStartsOnce()
    {
        string caseId = await ConsentedCaseAsync();
        string key = Guid.NewGuid().ToString("N");
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId), key);
        Assert.Equal(id, await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId), key));
        Answer other = await _app.PostAsync("advocate-worker", "sharing-requests", TestSharing.Send(caseId, "reg-shelter-2"), key);
        Assert.Equal((422, "idempotency-key-reused"), (other.Status, other.Problem));
        await _app.StatusAsync("advocate-worker", id, "ready");
        Assert.Equal(id, await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId), key));
        Assert.Single(await _app.LogAsync(caseId), e => e.Action == LogAction.ReleaseCreated);
    }

    [Fact]
    public async Task Ask_WhenWithTheHandleOfADelivery_ReachesTheHolderAndNobodyElses()
    {
        string caseId = await ConsentedCaseAsync();
        string first = await _app.ReadyAsync(caseId);
        string handle = (string)(await _app.CollectAsync("shelter-worker", first)).Json["handle"]!;
        string again = await _app.SubmitAsync("shelter-worker", TestSharing.Ask(handle));
        JsonNode own = await _app.StatusAsync("shelter-worker", again, "ready", "refused", "held");
        Assert.NotEqual("NEUTRAL", (string)own["outcome"]!);
        string foreign = await _app.SubmitAsync("shelter2-worker", TestSharing.Ask(handle));
        Assert.Equal("NEUTRAL", (string)(await _app.StatusAsync("shelter2-worker", foreign, "refused"))["outcome"]!);
    }

    [Fact]
    public async Task Process_WhenEverythingRan_LeavesNoValueInLogsOrFiles()
    {
        string id = await _app.ReadyAsync(await ConsentedCaseAsync());
        Assert.Contains(TestCases.Canary, (await _app.CollectAsync("shelter-worker", id)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_app.Log.Lines, line => line.Contains(TestCases.Canary, StringComparison.Ordinal));
        byte[] canary = System.Text.Encoding.UTF8.GetBytes(TestCases.Canary);
        foreach (string file in Directory.EnumerateFiles(_app.DataPath, "*", SearchOption.AllDirectories).Where(file =>
            !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            Assert.True(bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(canary) < 0, Path.GetFileName(file));
        }
    }

    private async Task<string> ConsentedCaseAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        return caseId;
    }

    private async Task<(string Case, string Request)> HeldAsync()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        await _app.ConsentAsync(caseId);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await _app.StatusAsync("advocate-worker", id, "held");
        return (caseId, id);
    }

    private async Task<JsonNode?> ReviewOfAsync(string id) =>
        (await _app.GetAsync("advocate-reviewer", "reviews")).Json["items"]!.AsArray().FirstOrDefault(item =>
            (string)item!["request"]!["id"]! == id);

    private Task<Answer> ReviewAsync(string person, string id, string action) =>
        _app.PostAsync(person, $"sharing-requests/{id}/review", new { action, evidence = "file-12" });
}
