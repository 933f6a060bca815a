using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Tests.AccessLog;
using DataSharing.Functions.Tests.Reviews;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>Acts on a case that two persons of its holder do, over HTTP: its clock set back, and opening it while it is sealed.</summary>
public sealed class CaseActTests : IAsyncLifetime
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(60);
    private TestApp _app = null!;
    private string _refusal = "";
    private TwoPersonCast _cast = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        _cast = new TwoPersonCast(_app);
        await _cast.ArriveAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task CorrectClock_WhenConsentAndPackageHadEnded_BringsNeitherBack()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent ended = await _app.ConsentAsync(caseId, change: one => one with { ValidUntil = _app.Time.GetUtcNow().AddDays(40) });
        string package = await _app.ReadyAsync(caseId);
        await SeeAheadAsync(caseId);

        await CorrectAsync(caseId);

        Assert.False((await HeadAsync(caseId)).HighestTime > _app.Time.GetUtcNow());
        Assert.Equal("expired", await StateAsync(caseId, ended));
        Answer late = await _app.CollectAsync("shelter-worker", package);
        Assert.Equal((410, "expired"), (late.Status, late.Problem));
        Assert.Equal("consent.expired", await RefusedAsync(caseId));
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        // What she agrees to now ends by the clock that is right.
        Assert.Equal(
            201, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", SampleBodies.Consent(_app.Time.GetUtcNow()))).Status);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", await _app.ReadyAsync(caseId))).Status);
    }

    [Fact]
    public async Task CorrectClock_WhenAStopWasSaidAhead_LetsHerAgreeAfterItAndNoPaperOfBefore()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        _app.Time.Step(Ahead);
        string stop = (string)(
            await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "inPerson" })).Json["withdrawal"]!;
        _app.Time.Step(-Ahead);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((422, "/givenAt"), await AgreeAsync(caseId, stop, _app.Time.GetUtcNow()));
        Assert.Contains("clock-correction", _refusal, StringComparison.Ordinal);

        DateTimeOffset before = _app.Time.GetUtcNow();
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await CorrectAsync(caseId);
        _app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        Assert.Equal((422, "/givenAt"), await AgreeAsync(caseId, stop, before));
        Assert.Equal((201, null), await AgreeAsync(caseId, stop, _app.Time.GetUtcNow()));
        await _app.ReadyAsync(caseId);
        // And a stop that comes now stops it, whatever the time of the one before.
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "inPerson" })).Status);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
    }

    [Fact]
    public async Task CorrectClock_WhereItCannotBe_SaysWhy()
    {
        string caseId = await _app.OpenCaseAsync();
        Answer nothing = await SayAsync(_cast.FirstSignedIn, caseId, _app.Time.GetUtcNow());
        Assert.Equal((409, "state-conflict"), (nothing.Status, nothing.Problem));
        await SeeAheadAsync(caseId);
        Answer wrong = await SayAsync(_cast.FirstSignedIn, caseId, _app.Time.GetUtcNow() + Ahead);
        Assert.Equal((422, "/present"), (wrong.Status, wrong.Pointer));
        Answer elsewhere = await _app.PostAsync(
            "shelter-worker", $"cases/{caseId}/clock-correction", new { present = _app.Time.GetUtcNow() });
        Assert.Equal(404, elsewhere.Status);
    }

    [Fact]
    public async Task CorrectClock_WhenTheFirstWordIsOld_IsAskedAnew()
    {
        string caseId = await _app.OpenCaseAsync();
        await SeeAheadAsync(caseId);
        Assert.Equal("waiting", (string)(await SayAsync(_cast.FirstSignedIn, caseId, _app.Time.GetUtcNow())).Json["state"]!);
        _app.Time.Step(TimeSpan.FromDays(2));
        Assert.Equal(
            "waiting", (string)(await SayAsync(_cast.OtherPerson(TwoPersonCast.Own), caseId, _app.Time.GetUtcNow())).Json["state"]!);
        Assert.Equal("done", (string)(await SayAsync(_cast.FirstSignedIn, caseId, _app.Time.GetUtcNow())).Json["state"]!);
    }

    [Fact]
    public async Task OpenInDanger_WhenTwoSignedInPersonsAttest_OpensTheRecordAndNoSharing()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.SealCaseAsync(caseId);
        object attested = new { dangerToLife = true, notErased = true };
        string path = $"cases/{caseId}/emergency-opening";

        Assert.Equal((403, "sign-in-required"), Of(await _cast.FirstByApp(HttpMethod.Post, path, attested)));
        Answer sent = await _app.PostAsync("advocate-worker", "sharing-requests", TestSharing.Send(caseId));
        Assert.Equal((409, "state-conflict"), Of(sent));
        Assert.Equal(
            "/notErased", (await _cast.FirstSignedIn(HttpMethod.Post, path, new { dangerToLife = true, notErased = false })).Pointer);
        Assert.Equal("waiting", (string)(await _cast.FirstSignedIn(HttpMethod.Post, path, attested)).Json["state"]!);
        Assert.Equal(409, (await _app.GetAsync("advocate-worker", $"cases/{caseId}/record")).Status);
        Answer done = await _cast.OtherPerson(TwoPersonCast.Own)(HttpMethod.Post, path, attested);
        Assert.True(done.Status == 200 && (string)done.Json["state"]! == "done", done.ToString());

        Assert.Equal(200, (await _app.GetAsync("advocate-worker", $"cases/{caseId}/record")).Status);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        JsonNode seen = (await _app.GetAsync("advocate-worker", $"cases/{caseId}")).Json;
        Assert.NotNull(seen["sealedAt"]);
        Assert.NotNull(seen["openedInDangerAt"]);
        Assert.Equal((409, "state-conflict"), Of(await _cast.FirstSignedIn(HttpMethod.Post, path, attested)));
        string[] actions = [.. (await _app.Get<CaseLedger>().ReadLogAsync(caseId))!.Value.Chained.Select(entry => entry.Action)];
        Assert.Contains(LogAction.OpeningAsked, actions);
        Assert.Contains(LogAction.OpenedInDanger, actions);
        LogEntry[] log = [.. await _app.LogAsync(caseId)];
        LogEntry asked = log.Single(one => one.Action == LogAction.OpeningAsked),
        opened = log.Single(one => one.Action == LogAction.OpenedInDanger);
        foreach (string page in new[]
            {
                await _app.StoryPageAsync(caseId, null, LogAction.OpenedInDanger),
                await _app.PageAsync($"/dpo?case={caseId}&action={LogAction.OpenedInDanger}"),
            })
            Assert.All([asked.Actor.Person!, opened.Actor.Person!], person => Assert.Contains(person, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CorrectClock_WhenDone_TellsTheOfficerBothPersonsTheTimeBeforeAndThatTheStopsTimeWasAhead()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        _app.Time.Step(Ahead);
        DateTimeOffset ahead = _app.Time.GetUtcNow();
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "inPerson" })).Status);
        _app.Time.Step(-Ahead);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await CorrectAsync(caseId);

        LogEntry[] log = [.. await _app.LogAsync(caseId)];
        LogEntry asked = log.Single(one => one.Action == LogAction.ClockCorrectionAsked),
        done = log.Single(one => one.Action == LogAction.ClockCorrected);
        Assert.Equal(asked.Id, done.Cause);
        var before = DateTimeOffset.Parse(done.Outcome!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(before, ahead.AddSeconds(-1), ahead.AddHours(1));
        JsonNode story = await _app.StoryAsync(caseId, null, LogAction.ClockCorrected);
        Assert.Contains(asked.Id, story["events"]!.AsArray().Select(one => (string)one!["entry"]!));
        string page = await _app.StoryPageAsync(caseId, null, LogAction.ClockCorrected),
        list = await _app.PageAsync($"/dpo?case={caseId}&action=case.clockCorrected");
        Assert.All(
            [page, list],
            text => Assert.All(
                [asked.Actor.Person!.Value, done.Actor.Person!.Value, "highest time before: " + done.Outcome],
                part => Assert.Contains(part, text, StringComparison.Ordinal)));

        JsonNode stop = (await _app.StoryAsync(caseId, null, LogAction.WithdrawalRecorded))["stops"]![0]!;
        Assert.Equal(done.At, (DateTimeOffset)stop["clockCorrectedAt"]!);
        Assert.Contains(
            "A clock was ahead then: two persons corrected it", await _app.StoryPageAsync(caseId, null, LogAction.WithdrawalRecorded),
            StringComparison.Ordinal);
        // A stop by the clock that is right has nothing to be said of it.
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/withdrawal", new { channel = "inPerson" })).Status);
        JsonArray stops = (await _app.GetAsync(
            "advocate-dpo",
            $"access-log?case={caseId}&action=withdrawal.recorded&to={_app.Time.GetUtcNow().AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}")).Json["entries"]!.AsArray();
        Assert.Null((await _app.GetAsync("advocate-dpo", "access-log/" + (string)stops[0]!["id"]!)).Json["stops"]![0]!["clockCorrectedAt"]);
    }

    // A clock was ahead while somebody read the case.
    private async Task SeeAheadAsync(string caseId)
    {
        _app.Time.Step(Ahead);
        Assert.Equal(200, (await _app.GetAsync("advocate-worker", $"cases/{caseId}")).Status);
        await _app.Get<CaseLedger>().ChainAsync(caseId);
        _app.Time.Step(-Ahead);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await HeadAsync(caseId)).HighestTime > _app.Time.GetUtcNow());
    }

    private async Task CorrectAsync(string caseId)
    {
        Answer first = await SayAsync(_cast.FirstByApp, caseId, _app.Time.GetUtcNow());
        Assert.True(first.Status == 200 && (string)first.Json["state"]! == "waiting", first.ToString());
        Answer second = await SayAsync(_cast.OtherPerson(TwoPersonCast.Own), caseId, _app.Time.GetUtcNow());
        Assert.True(second.Status == 200 && (string)second.Json["state"]! == "done", second.ToString());
    }

    private static Task<Answer> SayAsync(Act act, string caseId, DateTimeOffset present) =>
        act(HttpMethod.Post, $"cases/{caseId}/clock-correction", new { present });

    private async Task<CaseHead> HeadAsync(string caseId) => (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value;

    private async Task<(int, string?)> AgreeAsync(string caseId, string stop, DateTimeOffset at)
    {
        JsonObject body = SampleBodies.Consent(at);
        body["afterStop"] = new JsonObject { ["stop"] = stop, ["givenAfter"] = true };
        Answer answer = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", body);
        _refusal = answer.Text;
        return (answer.Status, answer.Status == 201 ? null : answer.Pointer);
    }

    private async Task<string> StateAsync(string caseId, Consent consent) =>
        (string)(await _app.GetAsync("advocate-worker", $"cases/{caseId}/consents/{consent.Id}")).Json["state"]!;

    private async Task<string> RefusedAsync(string caseId)
    {
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        return (string)(await _app.StatusAsync("advocate-worker", id, "refused"))["reason"]!;
    }

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.Problem);
}
