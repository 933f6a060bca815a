using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>
/// What a stop covers, over HTTP: by the order of the head, whatever clocks say, and by the sharing it is about. Source:
///
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class StopOrderTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(-2)]
    [InlineData(-5)]
    [InlineData(-20)]
    [InlineData(-86_400)]
    [InlineData(-5_184_000)]
    [InlineData(86_400)]
    public async Task Stop_WhenTheClockHasStepped_StopsWhatIsOnRecord(int seconds)
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(caseId);
        string ready = await _app.ReadyAsync(caseId);
        _app.Time.Step(TimeSpan.FromSeconds(seconds));
        Assert.Equal(200, (await StopAsync(caseId)).Status);
        Answer refused = await _app.CollectAsync("shelter-worker", ready);
        Assert.True(refused.Status is 409 or 410, refused.ToString());
        Assert.Equal("withdrawn", (string)(await _app.GetAsync("advocate-worker", $"cases/{caseId}/consents/{consent.Id}")).Json["state"]!);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        // And when the clock is right again.
        _app.Time.Step(TimeSpan.FromSeconds(-seconds));
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        Assert.True((await _app.CollectAsync("shelter-worker", ready)).Status is 409 or 410);
    }

    [Fact]
    public async Task Stop_OfOneOfTwoConsentsForTheSameSharing_LetsTheOtherSpeakNoMore()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent wide = await _app.ConsentAsync(caseId);
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        Consent narrow = await _app.ConsentAsync(
            caseId, change: one => one with { Scopes = [one.Scopes[0] with { Excluded = ["language"] }] });
        Assert.Equal("superseded", await StateAsync(caseId, wide));
        Assert.Equal(200, (await StopAsync(caseId, narrow.Id)).Status);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        Assert.Equal("withdrawn", await StateAsync(caseId, wide));
    }

    [Fact]
    public async Task Stop_OfTheOlderConsent_StopsTheNewerForTheSameSharing()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent older = await _app.ConsentAsync(caseId);
        Consent newer = await _app.ConsentAsync(caseId);
        Assert.Equal(200, (await StopAsync(caseId, older.Id, "scope-1")).Status);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        Assert.Equal("withdrawn", await StateAsync(caseId, newer));
    }

    [Fact]
    public async Task Send_WhenItNamesAConsentThatWasReplaced_RestsOnNothing()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent wide = await _app.ConsentAsync(caseId);
        await _app.ConsentAsync(caseId, change: one => one with { Scopes = [one.Scopes[0] with { Excluded = ["language"] }] });
        string id = await _app.SubmitAsync(
            "advocate-worker",
            new { direction = "send", @case = caseId, recipient = "reg-shelter", pathway = "shelter-referral", consent = wide.Id });
        Assert.Equal("consent.none", (string)(await _app.StatusAsync("advocate-worker", id, "refused"))["reason"]!);
    }

    [Fact]
    public async Task Collect_WhenALaterConsentReplacedTheOneItWasSealedUnder_IsSuperseded()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string ready = await _app.ReadyAsync(caseId);
        await _app.ConsentAsync(caseId, change: one => one with { Scopes = [one.Scopes[0] with { Excluded = ["language"] }] });
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", ready)).Problem);
    }

    [Fact]
    public async Task Stop_OfAnotherSharing_LeavesThisOne()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Consent other = await _app.ConsentAsync(caseId, "reg-shelter-2");
        Assert.Equal(200, (await StopAsync(caseId, other.Id)).Status);
        await _app.ReadyAsync(caseId);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId, "reg-shelter-2"));
    }

    [Fact]
    public async Task StopOfOneRecipient_LeavesTheOthersOfTheScope()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(
            caseId, change: one => one with { Scopes = [one.Scopes[0] with { Recipients = [new("reg-shelter"), new("reg-shelter-2")] }] });
        Assert.Equal("/recipient", (await StopAsync(caseId, consent.Id, "scope-1", "reg-police")).Pointer);
        Assert.Equal("/scope", (await StopAsync(caseId, consent.Id, null, "reg-shelter")).Pointer);
        Assert.Equal(200, (await StopAsync(caseId, consent.Id, "scope-1", "reg-shelter")).Status);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
        await _app.ReadyAsync(caseId, "reg-shelter-2");
        JsonNode view = (await _app.GetAsync("advocate-worker", $"cases/{caseId}/consents/{consent.Id}")).Json;
        Assert.Equal(("given", "reg-shelter"), ((string)view["state"]!, (string)view["scopeStates"]![0]!["stoppedFor"]![0]!));
    }

    [Fact]
    public async Task Stop_WhenSaidManyTimes_IsOneWithdrawalAndMovesTheTimeOfThePaper()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        Answer first = await StopAsync(caseId);
        for (int i = 0; i < 150; i++)
        {
            _app.Time.Advance(TimeSpan.FromSeconds(1));
            Answer again = await StopAsync(caseId);
            Assert.Equal(
                ((string)first.Json["withdrawal"]!, (string)first.Json["confirmationNumber"]!),
                ((string)again.Json["withdrawal"]!, (string)again.Json["confirmationNumber"]!));
            Assert.Equal(
                ((DateTimeOffset)first.Json["stoppedAt"]!, _app.Time.GetUtcNow()),
                ((DateTimeOffset)again.Json["stoppedAt"]!, (DateTimeOffset)again.Json["saidAgainAt"]!));
        }

        Assert.Single(await _app.Store.ListAsync<WithdrawalDocument>(Partition.Case(caseId), CaseIds.WithdrawalPrefix));
        Assert.Null(first.Json["saidAgainAt"]);
        LogEntry[] log = [.. await _app.LogAsync(caseId)];
        Assert.Single(log, entry => entry.Action == LogAction.WithdrawalRecorded);
        // An entry a minute, however often it is said, of who said it, how, and what was said before.
        LogEntry[] repeats = [.. log.Where(entry => entry.Action == LogAction.WithdrawalRepeated)];
        Assert.InRange(repeats.Length, 3, 4);
        Assert.All(repeats, entry => Assert.Equal(
            ((string)first.Json["withdrawal"]!, "inPerson", "advocate-worker", "reg-advocate", "reg-advocate"),
            (entry.Cause, entry.Outcome, entry.Actor.Person?.Value, entry.Actor.Registration?.Value, entry.Holder?.Value)));
        CaseHead head = (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value;
        Assert.InRange(head.Stops.Count, 2, 110);
        Assert.Equal(_app.Time.GetUtcNow(), head.Stops[^1].At);
        Assert.Equal(151, head.Stops[^1].Place);
        // A consent after it makes the next stop a new one.
        await _app.ConsentAsync(caseId);
        Assert.NotEqual((string)first.Json["withdrawal"]!, (string)(await StopAsync(caseId)).Json["withdrawal"]!);
        Assert.Equal("consent.withdrawn", await RefusedAsync(caseId));
    }

    [Fact]
    public async Task Revoke_WhenTheConsentIsFoundBad_IsInvalidatedAndNeverShownAsWithdrawnByHer()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(caseId);
        string ready = await _app.ReadyAsync(caseId);
        Answer revoked = await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/consents/{consent.Id}/revocation", new { by = "reviewer", reason = "presence.unvetted" });
        Assert.Equal((200, "invalidated"), (revoked.Status, (string)revoked.Json["state"]!));
        Assert.True((await _app.CollectAsync("shelter-worker", ready)).Status is 409 or 410);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        Assert.Equal("presence.unvetted", (string)(await _app.StatusAsync("advocate-worker", id, "refused"))["reason"]!);
    }

    [Fact]
    public async Task Revoke_WhenTheConsentHasExpired_StillEndsIt()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(caseId, change: one => one with { ValidUntil = _app.Time.GetUtcNow().AddHours(1) });
        _app.Time.Step(TimeSpan.FromHours(2));
        Answer revoked = await _app.PostAsync(
            "advocate-worker", $"cases/{caseId}/consents/{consent.Id}/revocation", new { by = "court", reason = "risk.raised" });
        Assert.Equal((200, "revoked"), (revoked.Status, (string)revoked.Json["state"]!));
    }

    /// <summary>A former version had left a release open under a stop whose agencies are being chased; that chase runs on.</summary>
    [Fact]
    public async Task MendStops_WhenAReleaseWasLeftOpen_EndsItAlsoWhileTheStopIsChased()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string fetched = await _app.ReadyAsync(caseId), open = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", fetched)).Status);
        Stored<Release> before = (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(open)))!;
        string withdrawal = await _app.WithdrawAndFollowAsync(caseId);
        await _app.WithdrawalAsync(
            caseId, withdrawal,
            document => document.State == WithdrawalState.Enforced && document.Holders.All(holder => holder.ToldAt is not null));
        await Wait.UntilAsync(
            async () => (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(open)))!,
            release => release.Value.State == ReleaseState.Stopped);
        Assert.True(
            (await _app.Store.CommitAsync(Partition.Case(caseId), [Operation.Replace(CaseIds.Release(open), before.Value)])).IsCommitted);

        await ActivatorUtilities.CreateInstance<MendStops>(_app.Services).RunAsync();
        _app.Time.Step(TimeSpan.FromMinutes(2));
        await ActivatorUtilities.CreateInstance<StartDueWork>(_app.Services).RunAsync(_app.Durable);

        Release mended = (await Wait.UntilAsync(
            async () => (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(open)))!.Value,
            release => release.State == ReleaseState.Stopped));
        Assert.Null(mended.Envelope);
        WithdrawalDocument document = await _app.WithdrawalAsync(caseId, withdrawal, one => one.State == WithdrawalState.Enforced);
        Assert.Equal(fetched, Assert.Single(Assert.Single(document.Holders).Releases));
        Assert.NotNull(document.Holders[0].ToldAt);
    }

    private static JsonObject After(JsonObject consent, string stop)
    {
        consent["afterStop"] = new JsonObject { ["stop"] = stop, ["givenAfter"] = true };
        return consent;
    }

    private Task<Answer> StopAsync(string caseId, string? consent = null, string? scope = null, string? recipient = null) => _app.PostAsync(
        "advocate-worker",
        consent is null ? $"cases/{caseId}/withdrawal" : $"cases/{caseId}/consents/{consent}/withdrawal",
        new JsonObject(
            new Dictionary<string, JsonNode?>
            {
                ["channel"] = "inPerson",
                ["scope"] = scope,
                ["recipient"] = recipient,
            }.Where(member => member.Value is not null)));

    private async Task<string> StateAsync(string caseId, Consent consent) =>
        (string)(await _app.GetAsync("advocate-worker", $"cases/{caseId}/consents/{consent.Id}")).Json["state"]!;

    private async Task<string> RefusedAsync(string caseId, string recipient = "reg-shelter")
    {
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId, recipient));
        return (string)(await _app.StatusAsync("advocate-worker", id, "refused"))["reason"]!;
    }
}
