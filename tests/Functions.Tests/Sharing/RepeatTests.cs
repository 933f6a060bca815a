using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Whatever runs twice, starts late or dies in between has its effect once.</summary>
public sealed class RepeatTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Decide_WhenRunEightTimesAtOnce_ReleasesOnce()
    {
        (string caseId, RequestLife document) = await UnstartedAsync();
        RequestProgress[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            _app.Get<DecideRequest>().RunAsync(document.Request.Id)));
        Assert.All(all, one => Assert.Equal(RequestStage.Released, one.Stage));
        Assert.Single(await _app.LogAsync(caseId), e => e.Action == LogAction.ReleaseCreated);
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", document.Request.Id)).Status);
    }

    [Fact]
    public async Task Submit_WhenTheTriggerDiedAfterTheState_IsLoggedAndDecidedByTheTimer()
    {
        (_, RequestLife document) = await UnstartedAsync();
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await ActivatorUtilities.CreateInstance<StartDueWork>(_app.Services).RunAsync(_app.Durable);
        await _app.StatusAsync("advocate-worker", document.Request.Id, "ready");
        Assert.Contains(
            await _app.Get<AgencyLog>().ReadAsync("reg-advocate", limit: 1000),
            e => e.Action == LogAction.RequestSubmitted && e.Request == document.Request.Id);
    }

    [Fact]
    public async Task Submit_WhenOnlyTheListLags_IsNotLoggedASecondTime()
    {
        // The lists stand still, as in Azure between two runs of their timer.
        await using TestApp app = await TestApp.StartAsync(follows: false);
        RequestLife document = Unstarted(app, "case-none");
        Assert.True(await app.Get<RequestStore>().CreateAsync(document));
        await app.Get<AgencyLog>().AppendAsync(
            "reg-advocate", SharingEntries.Submitted(document.Request, document.CaseId, document.SubmittedAt));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await ActivatorUtilities.CreateInstance<StartDueWork>(app.Services).RunAsync(app.Durable);
        Assert.Single(
            await app.Get<AgencyLog>().ReadAsync("reg-advocate"),
            e => e.Action == LogAction.RequestSubmitted && e.Request == document.Request.Id);
    }

    [Fact]
    public async Task Cancel_WhenTheReleaseWasOnItsWay_EndsIt()
    {
        (string caseId, RequestLife document) = await UnstartedAsync();
        string id = document.Request.Id;
        // The release is committed, its activity dies, the requester cancels, the activity runs again.
        DecisionBasis basis = await _app.Get<FactsLoader>().LoadAsync(document.Request, caseId, id);
        await _app.Get<Releaser>().ReleaseAsync(basis, Decider.Decide(_app.Policy, basis.Request, basis.Facts, _app.Time.GetUtcNow()));
        Assert.Equal(200, (await _app.PostAsync("advocate-worker", $"sharing-requests/{id}/cancellation")).Status);
        await _app.Get<DecideRequest>().RunAsync(id);
        await _app.StatusAsync("advocate-worker", id, "cancelled");
        Assert.Null((await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(id)))!.Value.Envelope);
        Assert.Equal(404, (await _app.CollectAsync("shelter-worker", id)).Status);
    }

    [Fact]
    public async Task Hold_WhenThePersonWithdraws_IsRefusedWithoutAReviewer()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        await _app.ConsentAsync(caseId);
        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await _app.StatusAsync("advocate-worker", id, "held");
        await _app.WithdrawAndFollowAsync(caseId);
        JsonNode view = await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal("consent.withdrawn", (string)view["reason"]!);
    }

    [Fact]
    public async Task Restart_WhenRequestsWait_GoesOnWhereTheyWere()
    {
        await using TestApp app = await TestApp.StartAsync();
        string caseId = await app.OpenCaseAsync();
        await app.ConsentAsync(caseId);
        string id = await app.ReadyAsync(caseId);
        await app.RestartAsync();
        Assert.Equal(200, (await app.CollectAsync("shelter-worker", id)).Status);
        app.Time.Advance(TimeSpan.FromDays(31));
        await app.EndAsync(id);
        await app.StatusAsync("advocate-worker", id, "closed");
    }

    private async Task<(string Case, RequestLife Document)> UnstartedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        RequestLife document = Unstarted(_app, caseId);
        Assert.True(await _app.Get<RequestStore>().CreateAsync(document));
        return (caseId, document);
    }

    private static RequestLife Unstarted(TestApp app, string caseId) => new()
    {
        Request = new SharingRequest
        {
            Id = "req-" + Guid.NewGuid().ToString("N")[..22],
            Direction = Direction.Send,
            Sender = "reg-advocate",
            Recipient = "reg-shelter",
            Submitted = new Approval("reg-advocate", "advocate-worker", app.Time.GetUtcNow()),
            Pathway = "shelter-referral",
        },
        BodyDigest = "",
        SubmittedAt = app.Time.GetUtcNow(),
        CaseId = caseId,
    };
}
