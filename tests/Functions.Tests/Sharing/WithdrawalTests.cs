using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Releases;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>What follows a withdrawal.</summary>
public sealed class WithdrawalTests(RunningApp running) : IClassFixture<RunningApp>, IAsyncLifetime
{
    private readonly TestApp _app = running.App;
    private string _case = "";

    public async Task InitializeAsync()
    {
        _case = await _app.OpenCaseAsync();
        await _app.ConsentAsync(_case);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Collect_WhenWithdrawnWithoutAnyOrchestration_IsRefused()
    {
        string id = await _app.ReadyAsync(_case);
        await _app.WithdrawAsync(_case);
        Assert.Equal("sharing-stopped", (await _app.CollectAsync("shelter-worker", id)).Problem);
        await _app.StatusAsync("shelter-worker", id, "stopped");
    }

    [Fact]
    public async Task Withdraw_WhenReleasesLive_StopsThemDestroysTheirKeysAndEndsTheirRequests()
    {
        string id = await _app.ReadyAsync(_case);
        await _app.WithdrawAndFollowAsync(_case);
        await _app.EndAsync(id);
        Release release = (await _app.Store.ReadAsync<Release>(Partition.Case(_case), CaseIds.Release(id)))!.Value;
        Assert.Equal((ReleaseState.Stopped, null), (release.State, release.Envelope));
        Assert.Null(await _app.Get<IBlobStore>().OpenReadAsync(release.Blob.Name, release.Blob.Sha256));
        Assert.Equal("sharing-stopped", (await _app.CollectAsync("shelter-worker", id)).Problem);
    }

    [Fact]
    public async Task Send_WhenWithdrawnBefore_IsRefusedAsWithdrawn()
    {
        await _app.WithdrawAndFollowAsync(_case);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(_case));
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal("consent.withdrawn", (string)view["reason"]!);
    }

    [Fact]
    public async Task Chase_WhenAnAgencyAttests_CompletesTheReport()
    {
        (string id, string withdrawal) = await FetchedAndStoppedAsync();
        WithdrawalDocument told = await _app.WithdrawalAsync(_case, withdrawal, one => one.Holders is [{ ToldAt: not null }]);
        Assert.Equal(("reg-shelter", id), (told.Holders[0].Registration.Value, told.Holders[0].Releases[0].Value));
        Assert.Equal(200, (await AttestAsync(id)).Status);
        WithdrawalDocument done = await _app.WithdrawalAsync(_case, withdrawal, one => one.State == WithdrawalState.Completed);
        Assert.NotNull(done.Holders[0].AttestedAt);
        Assert.Null(done.Holders[0].RemindedAt);
    }

    [Fact]
    public async Task Chase_WhenAnAgencyStaysSilent_RemindsEscalatesAndReportsSo()
    {
        (string id, string withdrawal) = await FetchedAndStoppedAsync();
        await _app.WithdrawalAsync(_case, withdrawal, one => one.Holders is [{ ToldAt: not null }]);
        _app.Time.Advance(TimeSpan.FromDays(7));
        await _app.WithdrawalAsync(_case, withdrawal, one => one.Holders[0].RemindedAt is not null);
        _app.Time.Advance(TimeSpan.FromDays(7));
        await _app.WithdrawalAsync(_case, withdrawal, one => one.Holders[0].EscalatedAt is not null);
        _app.Time.Advance(TimeSpan.FromDays(16));
        WithdrawalDocument done = await _app.WithdrawalAsync(_case, withdrawal, one => one.State == WithdrawalState.Completed);
        Assert.Null(done.Holders[0].AttestedAt);
        IReadOnlyList<LogEntry> inbox = await _app.Get<AgencyLog>().ReadAsync("reg-shelter");
        var told = inbox.Where(e => e.Action == LogAction.ReleaseStopped && e.Request == id).ToList();
        Assert.Equal(["deletionDue", "deletionReminder", "deletionOverdue"], told.Select(e => e.Outcome));
        // What stopped, never why.
        Assert.All(told, e => Assert.True(e is { Case: null, Cause: null, Holder: null }));
    }

    [Fact]
    public async Task Start_WhenTheTriggerDiedBeforeScheduling_IsDoneByTheTimer()
    {
        string id = await _app.ReadyAsync(_case);
        StopReceipt receipt = await _app.WithdrawAsync(_case);
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        await _app.WithdrawalAsync(_case, receipt.WithdrawalId, one => one.State == WithdrawalState.Completed);
        await _app.EndAsync(id);
    }

    private async Task<(string Request, string Withdrawal)> FetchedAndStoppedAsync()
    {
        string id = await _app.ReadyAsync(_case);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", id)).Status);
        return (id, await _app.WithdrawAndFollowAsync(_case));
    }

    private Task<Answer> AttestAsync(string id) =>
        _app.PostAsync("shelter-worker", $"sharing-requests/{id}/deletion-attestation", new { copies = "destroyed" });
}
