using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Consents;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Consents;

/// <summary>What becomes of a recorded consent.</summary>
public sealed partial class ConsentTests
{
    [Fact]
    public async Task Read_WhenWithdrawn_ShowsItAtOnceThoughNothingRewroteTheConsent()
    {
        (string id, ConsentView consent) = await GivenAsync();
        await StopAsync(id, consent.Id, "scope-1");
        ConsentView partly = (await Worker.GetAsync($"cases/{id}/consents/{consent.Id}")).Must(200).Read<ConsentView>();
        Assert.Equal(ConsentState.Given, partly.State);
        Assert.Equal([ConsentState.Withdrawn, ConsentState.Given], partly.ScopeStates.Select(scope => scope.State));
        await StopAsync(id, null, null);
        Answer read = (await Worker.GetAsync($"cases/{id}/consents/{consent.Id}")).Must(200);
        Assert.Equal((ConsentState.Withdrawn, "\"1\""), (read.Read<ConsentView>().State, read.ETag));
        Assert.NotNull(read.Read<ConsentView>().StoppedAt);
        Assert.Equal(
            ConsentState.Withdrawn, Assert.Single((await Worker.GetAsync($"cases/{id}/consents")).Read<ConsentList>().Consents).State);
        Assert.Equal(3, (await LogAsync(id)).Count(entry => entry.Action == LogAction.ConsentRead));
    }

    [Fact]
    public async Task Reconfirm_WhenOneScopeIsStopped_LeavesItOutOfTheNextVersion()
    {
        (string id, ConsentView consent) = await GivenAsync();
        await StopAsync(id, consent.Id, "scope-1");
        var body = new JsonObject { ["evidence"] = SampleBodies.Evidence(Now), ["givenAt"] = SampleBodies.Time(Now) };
        Answer again = (await Worker.PostAsync($"cases/{id}/consents/{consent.Id}/reconfirmation", body, ifMatch: "\"1\"")).Must(200);
        ConsentView view = again.Read<ConsentView>();
        Assert.Equal((2, ConsentState.Reconfirmed, "\"2\""), (view.Version, view.State, again.ETag));
        Assert.Equal("scope-2", Assert.Single(view.Scopes).Id);
        Assert.Equal(consent.GivenAt, view.GivenAt);
        Assert.NotNull(await App.Get<IPartitionStore>().ReadAsync(Partition.Case(id), $"past-consent-{consent.Id}-000001"));
        Assert.Equal(
            "stale-if-match",
            (await Worker.PostAsync($"cases/{id}/consents/{consent.Id}/reconfirmation", body, ifMatch: "\"1\"")).Must(412).Problem);
    }

    [Fact]
    public async Task Reconfirm_WhenItCannotStand_ChangesNothing()
    {
        (string id, ConsentView consent) = await GivenAsync();
        string at = $"cases/{id}/consents/{consent.Id}/reconfirmation";
        var body = new JsonObject { ["evidence"] = SampleBodies.Evidence(Now), ["givenAt"] = SampleBodies.Time(Now) };
        Assert.Equal("missing-if-match", (await Worker.PostAsync(at, body)).Must(428).Problem);
        Assert.Equal(
            "/evidence/signed",
            (await Worker.PostAsync(at, With((JsonObject)body.DeepClone(), "evidence/signed", "false"), ifMatch: "\"1\"")).Must(422).Pointer);
        Assert.Equal(
            "/givenAt",
            (await Worker.PostAsync(
                at, With((JsonObject)body.DeepClone(), "givenAt", $"\"{SampleBodies.Time(Now.AddHours(-1))}\""),
                ifMatch: "\"1\"")).Must(422).Pointer);
        await StopAsync(id, null, null);
        App.Time.Advance(TimeSpan.FromSeconds(1));
        body["givenAt"] = SampleBodies.Time(Now);
        Assert.Equal("state-conflict", (await Worker.PostAsync(at, body, ifMatch: "\"1\"")).Must(409).Problem);
        Assert.Equal(1, (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Consents[consent.Id].Version);
    }

    [Fact]
    public async Task Revoke_WhenACourtEndsIt_IsStoppedAtOnceAndAgenciesAreToBeTold()
    {
        (string id, ConsentView consent) = await GivenAsync();
        string at = $"cases/{id}/consents/{consent.Id}/revocation";
        Assert.Equal("/reason", (await Worker.PostAsync(at, """{"by":"court","reason":"because"}""")).Must(422).Pointer);
        Assert.Equal("/by", (await Worker.PostAsync(at, """{"by":"guardian","reason":"consent.invalidForm"}""")).Must(422).Pointer);
        Assert.Equal(
            "/scope", (await Worker.PostAsync(at, """{"by":"court","reason":"risk.raised","scope":"scope-9"}""")).Must(422).Pointer);
        ConsentView view = (await Worker.PostAsync(at, """{"by":"court","reason":"risk.raised"}""")).Must(200).Read<ConsentView>();
        Assert.Equal(ConsentState.Revoked, view.State);
        CaseHead head = (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value;
        Stop stop = Assert.Single(head.Stops);
        Assert.False(stop.ByPerson);
        Assert.NotNull(await App.Get<IPartitionStore>().ReadAsync(Partition.Case(id), CaseIds.Withdrawal(stop.Id)));
        LogEntry entry = Assert.Single(await LogAsync(id), one => one.Action == LogAction.ConsentRevoked);
        Assert.Equal(("court", "risk.raised"), (entry.Outcome, entry.ReasonKinds[0]));
        Assert.Equal("state-conflict", (await Worker.PostAsync(at, """{"by":"court","reason":"risk.raised"}""")).Must(409).Problem);
    }

    [Fact]
    public async Task Read_WhenValidityHasEnded_ShowsExpired()
    {
        (string id, ConsentView consent) = await GivenAsync();
        Consent stored = (await App.Get<ConsentStore>().FindAsync(id, consent.Id, default))!.Value;
        CaseSnapshot snapshot = (await App.Get<CaseLedger>().LoadAsync(id))!;
        Assert.Equal(ConsentState.Expired, ConsentStanding.Of(stored, snapshot, stored.ValidUntil).State);
        Assert.Equal(ConsentState.Given, ConsentStanding.Of(stored, snapshot, stored.ValidUntil.AddTicks(-1)).State);
    }
}
