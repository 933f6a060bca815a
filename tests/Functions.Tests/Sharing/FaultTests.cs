using System.Text;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Orchestration;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Withdrawal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>The store or the engine fails between two steps: what was committed stands, and the log tells of it.</summary>
[Trait("Speed", "Slow")]
public sealed class FaultTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("send", false)]
    [InlineData("send", true)]
    [InlineData("ask", false)]
    [InlineData("ask", true)]
    public async Task Cancel_WhenTheLogFailsAfterTheState_IsLoggedByTheRepeatOrTheTimer(string direction, bool repeat)
    {
        (string caseId, string id, string person) = await HeldAsync(direction);
        Partition stream = direction == "send" ? Partition.Case(caseId) : Partition.Agency("reg-shelter");
        _app.Store.Before = (kind, partition) => kind == "commit" && partition == stream
            ? throw new StoreUnavailableException("full")
            : Task.CompletedTask;
        Assert.Equal(503, (await CancelAsync(person, id)).Status);
        _app.Store.Before = null;
        if (repeat)
            Assert.Equal(200, (await CancelAsync(person, id)).Status);
        else
            await StartDueWorkAsync();
        IReadOnlyList<LogEntry> log = await Wait.UntilAsync(
            () => direction == "send" ? _app.LogAsync(caseId) : _app.Get<AgencyLog>().ReadAsync("reg-shelter", limit: 1000),
            all => all.Any(e => e.Action == LogAction.RequestCancelled));
        LogEntry entry = log.Where(e => e.Action == LogAction.RequestCancelled).DistinctBy(e => e.Id).Single();
        Assert.Equal(
            (person, id, direction == "send" ? caseId : null),
            (entry.Actor.Person?.Value, entry.Request?.Value, entry.Case?.Value));
    }

    [Fact]
    public async Task Reconsideration_WhenItBeginsToWait_IsInTheReviewersListAlready()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        bool listed = false;
        _app.Store.Before = async (kind, partition) =>
        {
            if (kind == "commit" && partition == Partition.Request(id))
                listed = (await _app.Get<ReviewQueue>().ListAsync("reg-advocate", 200)).Any(item => item.RequestId == id);
        };
        Assert.Equal(
            202, (await _app.PostAsync("advocate-worker", $"sharing-requests/{id}/reconsideration", new { statement = "note-4" })).Status);
        Assert.True(listed);
        Assert.Contains(
            (await _app.GetAsync("advocate-reviewer", "reviews")).Json["items"]!.AsArray(), item => (string)item!["request"]!["id"]! == id);
    }

    [Fact]
    public async Task Submit_WhenTheEngineFailsAfterTheCommit_IsAcceptedAndStartedByTheTimer()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        DefaultHttpContext context = ContextOf(
            "advocate-worker", $$"""{"direction":"send","case":"{{caseId}}","recipient":"reg-shelter","pathway":"shelter-referral"}""");
        IResult result = await ActivatorUtilities.CreateInstance<SubmitSharingRequest>(_app.Services).Run(
            context.Request, BrokenEngine.Failing(), default);
        await result.ExecuteAsync(context);
        Assert.Equal(202, context.Response.StatusCode);
        await StartDueWorkAsync();
        await _app.StatusAsync("advocate-worker", context.Response.Headers.Location.ToString().Split('/')[^1], "ready");
    }

    [Fact]
    public async Task Revoke_WhenTheEngineFailsAfterTheCommit_IsAnswered()
    {
        string caseId = await _app.OpenCaseAsync();
        string consent = (await _app.ConsentAsync(caseId)).Id;
        DefaultHttpContext context = ContextOf("advocate-worker", """{"by":"court","reason":"consent.withdrawn"}""");
        IResult result = await ActivatorUtilities.CreateInstance<RevokeConsent>(_app.Services).Run(
            context.Request, caseId, consent, BrokenEngine.Failing(), default);
        await result.ExecuteAsync(context);
        Assert.Equal(200, context.Response.StatusCode);
    }

    [Fact]
    public async Task Collect_WhenTheStoreFailsAtAnyStepAfterTheCommit_IsOnRecordAsAborted()
    {
        int reached = 1;
        for (int step = 1; reached > 0; step++)
        {
            Assert.True(step < 60);
            string caseId = await _app.OpenCaseAsync();
            await _app.ConsentAsync(caseId);
            string id = await _app.ReadyAsync(caseId);
            reached = 0;
            FailAfterCommit(caseId, step, () => reached++);
            Answer answer = await _app.CollectAsync("shelter-worker", id);
            _app.Store.Before = null;
            Release release = (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(id)))!.Value;
            Assert.Equal(
                (step, reached == 0 ? CollectionOutcome.Fetched : CollectionOutcome.Aborted),
                (step, Assert.Single(release.Collections.Values).Outcome));
            Assert.Equal(reached == 0, answer.Status == 200);
            Assert.Equal(reached > 0, (await _app.LogAsync(caseId)).Any(e => e.Action == LogAction.Aborted && e.Release == id));
        }
    }

    private async Task<(string Case, string Request, string Person)> HeldAsync(string direction)
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Age = new AgeFacts { Status = AgeStatus.Disputed } });
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", "shelter-worker"));
        string person = "advocate-worker";
        object body = TestSharing.Send(caseId);
        if (direction == "ask")
        {
            Answer code = await _app.PostAsync(person, $"cases/{caseId}/hand-over-codes", new { recipient = "reg-shelter" });
            (person, body) = ("shelter-worker", TestSharing.Ask((string)code.Json["code"]!));
        }

        string id = await _app.SubmitAsync(person, body);
        await Wait.UntilAsync(
            () => _app.RequestAsync(id), one => one is { State: RequestState.Held, WorkflowDue: null });
        return (caseId, id, person);
    }

    private Task<Answer> CancelAsync(string person, string id) => _app.PostAsync(person, $"sharing-requests/{id}/cancellation");

    private async Task StartDueWorkAsync()
    {
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await ActivatorUtilities.CreateInstance<StartDueWork>(_app.Services).RunAsync(_app.Durable);
    }

    // Once, at the given reading after the collection's commit: of the case, of a gate, or of the recipient's person.
    private void FailAfterCommit(string caseId, int step, Action reached)
    {
        bool committed = false;
        int count = 0;
        _app.Store.Before = (kind, partition) =>
        {
            if (committed && kind != "commit" && partition.Container is Container.Cases or Container.Registry
                && Interlocked.Increment(ref count) == step)
            {
                reached();
                throw new StoreUnavailableException("gone");
            }

            committed |= kind == "commit" && partition == Partition.Case(caseId);
            return Task.CompletedTask;
        };
    }

    private DefaultHttpContext ContextOf(string person, string body)
    {
        var context = new DefaultHttpContext { RequestServices = _app.Services };
        context.Request.Method = "POST";
        context.Request.Headers.Authorization = "Bearer " + _app.Token(person);
        context.Request.Headers["Idempotency-Key"] = Guid.NewGuid().ToString("N");
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context;
    }
}
