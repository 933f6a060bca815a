using System.Text.Json.Nodes;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>Which paper speaks after a stop, and which replaces which.</summary>
public sealed partial class StopOrderTests
{
    [Fact]
    public async Task Consent_WhenItExpiredByAClockThatThenStepsBack_StaysExpired()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId, change: one => one with { ValidUntil = _app.Time.GetUtcNow().AddHours(1) });
        _app.Time.Step(TimeSpan.FromHours(2));
        Assert.Equal("consent.expired", await RefusedAsync(caseId));
        _app.Time.Step(TimeSpan.FromHours(-2));
        Assert.Equal("consent.expired", await RefusedAsync(caseId));
    }

    [Fact]
    public async Task Consent_FromBeforePlacesWereKept_StandsStoppedUntilItIsReconfirmed()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent first = await _app.ConsentAsync(caseId);
        await StopAsync(caseId);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        // As the former version wrote it: later than the stop by the clock, and without a word on stops.
        Consent former = await _app.ConsentAsync(caseId, change: one => one with { AfterStop = null, SeenStops = 0 });
        foreach (string id in new[] { first.Id, former.Id })
        {
            Stored<Consent> stored = (await _app.Store.ReadAsync<Consent>(Partition.Case(caseId), CaseIds.Consent(id)))!;
            Assert.True(
                (await _app.Store.CommitAsync(
                    Partition.Case(caseId),
                    [Operation.Replace(CaseIds.Consent(id), stored.Value with { RecordedAs = 0 }, stored.ETag)])).IsCommitted);
        }

        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        string stop = (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Stops[^1].Id;
        var body = new JsonObject
        {
            ["evidence"] = SampleBodies.Evidence(_app.Time.GetUtcNow()),
            ["givenAt"] = SampleBodies.Time(_app.Time.GetUtcNow()),
            ["afterStop"] = new JsonObject { ["stop"] = stop, ["givenAfter"] = true },
        };
        Answer again = await _app.SendAsync(
            "advocate-worker", HttpMethod.Post, $"cases/{caseId}/consents/{former.Id}/reconfirmation", body, ifMatch: "\"1\"");
        Assert.True(again.Status == 200, again.ToString());
        await _app.ReadyAsync(caseId);
    }

    [Fact]
    public async Task Consent_AfterAStopThatWasSaidTwice_NamesItAndStands()
    {
        string caseId = await _app.OpenCaseAsync();
        await StopAsync(caseId);
        _app.Time.Step(TimeSpan.FromMinutes(5));
        string stop = (string)(await StopAsync(caseId)).Json["withdrawal"]!;
        _app.Time.Step(TimeSpan.FromMinutes(1));
        JsonObject body = After(SampleBodies.Consent(_app.Time.GetUtcNow()), stop);
        Answer recorded = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", body);
        Assert.True(recorded.Status == 201, recorded.ToString());
        await _app.ReadyAsync(caseId);
        // Signed before she said it again: too old, whichever of the two is meant.
        Answer old = await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/consents", After(SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-3)), stop));
        Assert.Equal((422, "/givenAt"), (old.Status, old.Pointer));
    }

    [Fact]
    public async Task Consent_OnPaperOlderThanHerLastAnswer_DoesNotReplaceIt()
    {
        string caseId = await _app.OpenCaseAsync();
        DateTimeOffset now = _app.Time.GetUtcNow();
        Assert.Equal(
            201, (await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", SampleBodies.Consent(now.AddMinutes(-5)))).Status);
        Answer older = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", SampleBodies.Consent(now.AddMinutes(-50)));
        Assert.Equal((422, "/givenAt"), (older.Status, older.Pointer));
    }

    [Fact]
    public async Task Consent_WithAPermitGroundWhereNoPermitIs_IsRefused()
    {
        string caseId = await _app.OpenCaseAsync();
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow());
        body["scopes"]![0]!["permitGround"] = "personal";
        Answer refused = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", body);
        Assert.Equal((422, "/scopes/0/permitGround"), (refused.Status, refused.Pointer));
    }

    [Fact]
    public async Task Consent_WhichWasGivenInTheFuture_IsRefusedForThatAlone()
    {
        string caseId = await _app.OpenCaseAsync();
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow());
        body["givenAt"] = SampleBodies.Time(_app.Time.GetUtcNow().AddMinutes(2));
        Answer refused = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", body);
        JsonNode only = Assert.Single(refused.Json["errors"]!.AsArray())!;
        Assert.Equal((422, "/givenAt"), (refused.Status, (string)only["pointer"]!));
        Assert.Contains("ahead", (string)only["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>The clock that took her stop was behind: paper signed before it must not pass for paper signed after it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consent_OnPaperOfBeforeAStopWhoseClockLagged_IsRefused(bool saidTwice)
    {
        string caseId = await _app.OpenCaseAsync();
        Assert.Equal(
            201,
            (await _app.PostAsync(
                "advocate-worker", $"cases/{caseId}/consents", SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-40)))).Status);
        // Somebody reads the case just before: that entry may still wait for its place.
        Assert.Equal(200, (await _app.GetAsync("advocate-worker", "cases/" + caseId)).Status);
        _app.Time.Step(TimeSpan.FromHours(-1));
        string stop = (string)(await StopAsync(caseId)).Json["withdrawal"]!;
        if (saidTwice)
            Assert.Equal(200, (await StopAsync(caseId)).Status);
        _app.Time.Step(TimeSpan.FromHours(1));
        Answer old = await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/consents", After(SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-30)), stop));
        Assert.Equal((422, "/givenAt"), (old.Status, old.Pointer));
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            201,
            (await _app.PostAsync(
                "advocate-worker", $"cases/{caseId}/consents", After(SampleBodies.Consent(_app.Time.GetUtcNow()), stop))).Status);
    }

    /// <summary>As a former version took it in: the ground of the other pathway made another sharing of the same.</summary>
    [Fact]
    public async Task Consent_WhoseLaterNoNamesAnotherGround_ReplacesTheEarlierYes()
    {
        const string Pathway = "residence-permit-personal";
        string caseId = await _app.OpenCaseAsync(pathway: Pathway);
        await _app.ConsentAsync(
            caseId, "reg-permits", Pathway, one => one with { Scopes = [one.Scopes[0] with { PermitGround = "personal" }] });
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        await _app.ConsentAsync(caseId, "reg-permits", Pathway, one => one with
        {
            Scopes = [one.Scopes[0] with
            {
                PermitGround = "coOperation",
                Recipients = [one.Scopes[0].Recipients[0] with { Declined = true }],
            }],
        });
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId, "reg-permits", Pathway));
        await _app.StatusAsync("advocate-worker", id, "refused");
        // And it is not taken in as such any more.
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow());
        body["purpose"] = "PERM";
        body["scopes"]![0]!["pathway"] = Pathway;
        body["scopes"]![0]!["permitGround"] = "coOperation";
        Answer refused = await _app.PostAsync("advocate-worker", $"cases/{caseId}/consents", body);
        Assert.Equal(422, refused.Status);
        Assert.Contains(refused.Json["errors"]!.AsArray(), error => (string)error!["pointer"]! == "/scopes/0/permitGround");
    }
}
