using DataSharing.Functions.Stops;
using DataSharing.Functions.Withdrawal;
using DataSharing.Functions.Withdrawal.Page;

namespace DataSharing.Functions.Tests.Withdrawal;

/// <summary>What she is told about copies is what agencies said about them.</summary>
public sealed class AttestationTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Overview_WhenALawKeepsTheCopies_DoesNotSayThatTheyAreDestroyed()
    {
        (string caseId, string request, string withdrawal) = await FetchedAndStoppedAsync();
        Assert.Equal(200, (await AttestAsync(request, new { copies = "retainedByLaw", legalBasis = "law-12" })).Status);
        WithdrawalDocument report = await CompletedAsync(caseId, withdrawal);
        Assert.True(report.Holders[0].RetainedByLaw);
        Assert.Equal(CopyState.RetainedByLaw, await CopiesAsync(caseId));
        // Kept copies are destroyed one day too.
        Assert.Equal(200, (await AttestAsync(request, new { copies = "destroyed" })).Status);
        Assert.Equal(CopyState.Destroyed, await CopiesAsync(caseId));
    }

    [Fact]
    public async Task View_WhenFetchedAgainAfterTheAttestation_SaysNoMoreThanHerPage()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", request)).Status);
        Assert.Equal(200, (await AttestAsync(request, new { copies = "destroyed" })).Status);
        Assert.Equal("destroyed", (string?)await AttestedAsync(request));
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker-2", request)).Status);
        Assert.Null(await AttestedAsync(request));
        Assert.Equal(200, (await AttestAsync(request, new { copies = "destroyed" })).Status);
        Assert.Equal("destroyed", (string?)await AttestedAsync(request));
    }

    [Fact]
    public async Task Attest_WhenTheReportIsClosedAlready_StillCounts()
    {
        (string caseId, string request, string withdrawal) = await FetchedAndStoppedAsync();
        await _app.WithdrawalAsync(caseId, withdrawal, one => one.Holders is [{ ToldAt: not null }]);
        foreach (int days in new[] { 7, 7, 17 })
        {
            _app.Time.Advance(TimeSpan.FromDays(days));
            int sofar = days;
            await _app.WithdrawalAsync(
                caseId, withdrawal,
                one => one.State == WithdrawalState.Completed || one.Holders[0] is { RemindedAt: not null } && sofar == 7);
        }

        await CompletedAsync(caseId, withdrawal);
        Assert.Null(await CopiesAsync(caseId));
        Assert.Equal(200, (await AttestAsync(request, new { copies = "destroyed" })).Status);
        Assert.Equal(CopyState.Destroyed, await CopiesAsync(caseId));
    }

    [Fact]
    public async Task Stop_WhenRepeatedAfterTheCopiesWereDestroyed_AsksNobodyAgain()
    {
        (string caseId, string request, string withdrawal) = await FetchedAndStoppedAsync();
        Assert.Equal(200, (await AttestAsync(request, new { copies = "destroyed" })).Status);
        await CompletedAsync(caseId, withdrawal);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        WithdrawalDocument again = await CompletedAsync(caseId, await _app.WithdrawAndFollowAsync(caseId));
        Assert.NotNull(again.Holders[0].AttestedAt);
    }

    [Fact]
    public async Task Overview_WhenTheConsentEndsBeforeItsScope_SaysThatItStopped()
    {
        string caseId = await _app.OpenCaseAsync();
        DateTimeOffset now = _app.Time.GetUtcNow();
        await _app.ConsentAsync(
            caseId,
            change: consent => consent with
            {
                ValidUntil = now.AddDays(1),
                Scopes = [consent.Scopes[0] with { ValidUntil = now.AddDays(9) }],
            });
        Assert.False((await _app.Get<Overview>().ReadAsync(caseId, default))![0].Stopped);
        _app.Time.Advance(TimeSpan.FromDays(2));
        Assert.True((await _app.Get<Overview>().ReadAsync(caseId, default))![0].Stopped);
    }

    private async Task<(string Case, string Request, string Withdrawal)> FetchedAndStoppedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", request)).Status);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        return (caseId, request, await _app.WithdrawAndFollowAsync(caseId));
    }

    private Task<WithdrawalDocument> CompletedAsync(string caseId, string withdrawal) =>
        _app.WithdrawalAsync(caseId, withdrawal, one => one.State == WithdrawalState.Completed);

    private async Task<System.Text.Json.Nodes.JsonNode?> AttestedAsync(string request) =>
        (await _app.GetAsync("advocate-worker", $"sharing-requests/{request}")).Json["attestation"]?["copies"];

    private Task<Answer> AttestAsync(string request, object body) =>
        _app.PostAsync("shelter-worker", $"sharing-requests/{request}/deletion-attestation", body);

    private async Task<CopyState?> CopiesAsync(string caseId) => (await _app.Get<Overview>().ReadAsync(caseId, default))![0].Agency.Copies;
}
