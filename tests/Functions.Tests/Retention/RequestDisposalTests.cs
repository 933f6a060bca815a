using DataSharing.Domain.Decisions;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Stops;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Tests.Retention;

public sealed class RequestDisposalTests : IAsyncLifetime
{
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public Task InitializeAsync() => _f.OpenCaseAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    private async Task<bool> IsThereAfterAsync(string id, TimeSpan by)
    {
        _f.Time.Advance(by);
        await _f.RunAsync();
        return await _f.HasRequestAsync(id);
    }

    [Fact]
    public async Task RunAsync_WhenARequestWasRefused_RemovesItAMonthLaterAndWritesItInTheCase()
    {
        await _f.PutAsync(
            _f.Request("q1", RequestState.Refused) with { Decision = Some.Release("q1").Decision with { Kind = DecisionKind.Refuse } });
        await _f.RunAsync();
        Assert.True(await IsThereAfterAsync("q1", RetentionFixture.Month - RetentionFixture.Second));
        Assert.Empty(await _f.DisposedAsync());
        Assert.False(await IsThereAfterAsync("q1", RetentionFixture.Second));
        Assert.Equal(["request:q1"], await _f.DisposedAsync());
        await _f.RunAsync();
        Assert.Equal(0, _f.AgendaItems);
    }

    [Fact]
    public async Task RunAsync_WhenTheAnswerWasNeutral_TheCaseLearnsNothing()
    {
        await _f.PutAsync(
            _f.Request("q1", RequestState.Refused) with
            {
                Decision =
                Some.Release("q1").Decision with { Kind = DecisionKind.Refuse, NeutralToAsker = true }
            });
        await _f.PutAsync(_f.Request("q2", RequestState.Cancelled, caseId: null));
        await _f.RunAsync();
        Assert.False(await IsThereAfterAsync("q1", RetentionFixture.Month));
        Assert.False(await _f.HasRequestAsync("q2"));
        Assert.Empty(await _f.DisposedAsync());
        Assert.Equal(["request:q1", "request:q2"], (await _f.DisposedOfAgencyAsync(Some.Holder)).Order());
    }

    [Theory]
    [InlineData(RequestState.Submitted)]
    [InlineData(RequestState.Held)]
    public async Task RunAsync_WhenARequestIsNotOver_NeverTouchesIt(RequestState state)
    {
        await _f.PutAsync(_f.Request("q1", state));
        await _f.RunAsync();
        Assert.True(await IsThereAfterAsync("q1", 10 * RetentionFixture.Month));
    }

    [Fact]
    public async Task RunAsync_WhenAnythingHappensToItAfterItsEnd_CountsFromThere()
    {
        await _f.PutAsync(_f.Request("q1", RequestState.Cancelled));
        await _f.RunAsync();
        _f.Time.Advance(TimeSpan.FromDays(20));
        await _f.PutAsync(_f.Request("q1", RequestState.Cancelled) with { OwnKey = true });
        await _f.RunAsync();
        Assert.True(await IsThereAfterAsync("q1", RetentionFixture.Month - RetentionFixture.Second));
        Assert.False(await IsThereAfterAsync("q1", RetentionFixture.Second));
    }

    [Fact]
    public async Task RunAsync_WhenCopiesWereFetched_KeepsItUntilTheirDestructionWasConfirmed()
    {
        await _f.ReleaseAsync("q1", fetched: true);
        Assert.True(await IsThereAfterAsync("q1", RetentionFixture.Month));
        Assert.Equal(ReleaseState.Closed, (await _f.FindReleaseAsync("q1")).State);
        Assert.True(await IsThereAfterAsync("q1", 3 * RetentionFixture.Month));
        RequestLife closed = (await _f.Get<RequestStore>().FindAsync("q1"))!.Value;
        foreach (bool destroyed in new[] { false, true })
        {
            await _f.PutAsync(
                closed with
                {
                    Attestation = new AttestationMark(
                    destroyed, destroyed ? null : "law-1", new Approval(Some.Shelter, "p9", _f.Now))
                });
            await _f.RunAsync();
            Assert.True(await IsThereAfterAsync("q1", RetentionFixture.Month - RetentionFixture.Second));
            Assert.Equal(!destroyed, await IsThereAfterAsync("q1", RetentionFixture.Second));
        }
    }

    [Fact]
    public async Task RunAsync_WhenNobodyEverConfirmed_EndsItWithThePurposesPeriodAndSaysSo()
    {
        await _f.ReleaseAsync("q1", fetched: true);
        RequestLife open = (await _f.Get<RequestStore>().FindAsync("q1"))!.Value;
        await _f.PutAsync(open with { Request = open.Request with { Pathway = "shelter-referral" } });
        Assert.True(await IsThereAfterAsync("q1", RetentionFixture.Month));
        Assert.Equal(ReleaseState.Closed, (await _f.FindReleaseAsync("q1")).State);
        Assert.True(await IsThereAfterAsync("q1", TimeSpan.FromDays(90) - RetentionFixture.Second));
        Assert.False(await IsThereAfterAsync("q1", RetentionFixture.Second));
        Assert.Contains("unconfirmedRequest:q1", await _f.DisposedAsync());
        Assert.Equal(0, _f.AgendaItems);
        // A stop after that must not count the copies as destroyed.
        await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w-000000000001"), Some.Entry(Domain.AccessLog.LogAction.WithdrawalRecorded));
        await _f.Commits.Stopped.EnforceAsync(Some.Case, "w-000000000001", r => Some.Entry(Domain.AccessLog.LogAction.ReleaseStopped, r.Id));
        var chase = new WithdrawalChase(
            _f.Get<RequestStore>(), _f.Commits.Ledger, _f.Get<AgencyLog>(), _f.Store, _f.Get<Domain.Policy.PolicySet>(), _f.Time);
        Assert.True((await chase.RunAsync(new WithdrawalStart(Some.Case, "w-000000000001"))).IsOpen);
    }

    [Fact]
    public async Task RunAsync_WhenAWithdrawalIsStillChased_WaitsForIt()
    {
        await _f.ReleaseAsync("q1", fetched: true);
        RequestLife released = (await _f.Get<RequestStore>().FindAsync("q1"))!.Value;
        await _f.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(Domain.AccessLog.LogAction.WithdrawalRecorded));
        WithdrawalDocument? enforced = await _f.Commits.Stopped.EnforceAsync(
            Some.Case, "w1", r => Some.Entry(Domain.AccessLog.LogAction.ReleaseStopped, r.Id));
        Assert.Equal(["q1"], Assert.Single(enforced!.Holders).Releases);
        await _f.PutAsync(
            released with
            {
                State = RequestState.Closed,
                Ending = Ending.Stopped,
                Attestation = new AttestationMark(true, null, new Approval(Some.Shelter, "p9", _f.Now)),
            });
        await _f.RunAsync();
        Assert.True(await IsThereAfterAsync("q1", 2 * RetentionFixture.Month));
        await _f.Store.CommitAsync(
            Partition.Case(Some.Case),
            Operation.Replace(CaseIds.Withdrawal("w1"), enforced with { State = WithdrawalState.Completed, WorkflowDue = null }));
        Assert.False(await IsThereAfterAsync("q1", TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task RunAsync_WhenADutyIsOpen_KeepsIt()
    {
        await _f.PutAsync(_f.Request("tell", RequestState.Closed) with { TellSurvivorWhenSafe = true });
        await _f.PutAsync(
            _f.Request("look", RequestState.Refused) with
            {
                Reconsideration = new ReconsiderationMark(
                "s-1", new Approval(Some.Holder, "p1", _f.Now))
            });
        await _f.RunAsync();
        Assert.True(await IsThereAfterAsync("tell", 2 * RetentionFixture.Month));
        Assert.True(await _f.HasRequestAsync("look"));
    }
}
