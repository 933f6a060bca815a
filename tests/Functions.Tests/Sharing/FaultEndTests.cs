using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>
/// A step that fails for another reason than a store that is away ends the request: refused, with a warning, and not tried for
/// ever.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class FaultEndTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Decide_WhenAFaultWouldOnlyRepeat_RefusesWithAWarningThatNamesRequestAndFault()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        int created = 0;
        _app.Blobs.Creating = () =>
        {
            created++;
            throw new NotSupportedException("Secret-of-the-value");
        };

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));

        await _app.StatusAsync("advocate-worker", id, "refused");
        Assert.Equal(1, created);
        Assert.Contains(
            _app.Log.Lines,
            line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal)
                && line.Contains(nameof(NotSupportedException), StringComparison.Ordinal));
        Assert.Equal(
            (LogAction.DecisionMade, "REFUSE"),
            (await _app.LogAsync(caseId)).Where(e => e.Request == id).Select(e => (e.Action, e.Outcome!)).Last());
        Assert.Equal(Reason.Fault, (await _app.RequestAsync(id)).Decision!.Reason!.Kind);
    }

    [Fact]
    public async Task Decide_WhenTheStoreIsAway_TriesAgainAndReleases()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        int created = 0;
        _app.Blobs.Creating = () =>
        {
            if (++created < 3)
                throw new StoreUnavailableException("away");
        };

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId));
        await Wait.UntilAsync(() =>
        {
            _app.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(created);
        }, n => n >= 3);

        await _app.StatusAsync("advocate-worker", id, "ready");
    }

    [Fact]
    public async Task End_WhenTheRequestIsReleased_EndsTheReleaseToo()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);

        await _app.Get<FailRequest>().EndAsync(id);
        await _app.Get<FailRequest>().EndAsync(id);

        Release release = (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(id)))!.Value;
        Assert.Equal((false, null), (release.IsOpen, release.Envelope));
        Assert.Equal((RequestState.Closed, Ending.Superseded), ((await _app.RequestAsync(id)).State, (await _app.RequestAsync(id)).Ending));
    }

    [Fact]
    public async Task End_WhenAnAskMeetsAFault_ReachesTheCasesLogAndNotTheAskers()
    {
        string caseId = await _app.OpenCaseAsync();
        string id = await PendingAsync(caseId, Direction.Ask);

        await _app.Get<FailRequest>().EndAsync(id);
        await _app.Get<FailRequest>().EndAsync(id);
        _app.Time.Advance(TimeSpan.FromSeconds(5));
        await ActivatorUtilities.CreateInstance<ResolveNeutralAnswers>(_app.Services).RunAsync();

        Assert.Equal(
            (LogAction.DecisionMade, Reason.Fault),
            (await _app.LogAsync(caseId)).Where(e => e.Request == id).Select(e => (e.Action, e.ReasonKinds.Single())).Single());
        Assert.All(
            (await _app.Get<AgencyLog>().ReadAsync("reg-shelter")).Where(e => e.Request == id),
            e => Assert.True(e.Case is null && e.ReasonKinds.Count == 0));
        Assert.Null((await _app.RequestAsync(id)).WorkflowDue);
    }

    [Fact]
    public async Task End_WhenTheCaseCannotBeWritten_PutsTheRefusalIntoTheHoldersOwnStream()
    {
        string caseId = await _app.OpenCaseAsync();
        string id = await PendingAsync(caseId, Direction.Send);
        Stored<CaseHead> head = (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!;
        Assert.True(
            (await _app.Store.CommitAsync(
                Partition.Case(caseId), new Replace(CaseHead.DocumentId, "{\"caseId\":7}"u8.ToArray(), null, head.ETag))).IsCommitted);

        await _app.Get<FailRequest>().EndAsync(id);

        Assert.Equal(RequestState.Refused, (await _app.RequestAsync(id)).State);
        Assert.Equal(
            (caseId, "REFUSE"),
            (await _app.Get<AgencyLog>().ReadAsync("reg-advocate")).Where(e => e.Request == id).Select(e => (e.Case!.Value, e.Outcome!))
                .Single());
    }

    [Fact]
    public async Task Decide_WhenTheRequestCannotBeRead_EndsWarnedAndIsNotTriedForWeeks()
    {
        string id = await PendingAsync(await _app.OpenCaseAsync(), Direction.Send);
        string etag = (await _app.Get<RequestStore>().FindAsync(id))!.ETag;
        Assert.True(
            (await _app.Store.CommitAsync(
                Partition.Request(id), new Replace(RequestStore.DocumentId, "{\"request\":7}"u8.ToArray(), null, etag))).IsCommitted);

        SharingRequestActivities steps = ActivatorUtilities.CreateInstance<SharingRequestActivities>(_app.Services);
        Assert.Equal(RequestStage.Over, (await steps.DecideAsync(id)).Stage);
        Assert.Equal(RequestStage.Over, (await steps.RefuseAsync(id)).Stage);

        Assert.Contains(
            _app.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal));
    }

    private async Task<string> PendingAsync(string caseId, Direction direction)
    {
        string id = "req-" + Guid.NewGuid().ToString("N");
        var submitted = new Domain.Registry.Approval(
            direction == Direction.Send ? "reg-advocate" : "reg-shelter",
            direction == Direction.Send ? "advocate-worker" : "shelter-worker", _app.Time.GetUtcNow());
        await _app.Get<RequestStore>().CreateAsync(new RequestLife
        {
            Request = new SharingRequest
            {
                Id = id,
                Direction = direction,
                Sender = "reg-advocate",
                Recipient = "reg-shelter",
                Submitted = submitted,
                Pathway = "shelter-referral",
            },
            BodyDigest = "-",
            SubmittedAt = _app.Time.GetUtcNow(),
            CaseId = caseId,
        });
        return id;
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("1390-05-01")]
    [InlineData("۱۳۹۰-۰۲-۱۱")]
    public async Task Decide_WhenAnOldRecordHoldsAnImpossibleDateOfBirth_EndsWithoutIt(string date)
    {
        string caseId = await _app.OpenCaseAsync(
            facts: f => f with { Cooperation = Domain.Cases.CooperationChoice.AnonymousIntelligence },
            values:
            [
                new FieldValue { Path = "identity.dateOfBirth", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "age.presumedChild", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "exploitation.period", Text = date, RecordedAt = _app.Time.GetUtcNow() },
                new FieldValue { Path = "exploitation.forms", Codes = ["labourExploitation"], RecordedAt = _app.Time.GetUtcNow() },
            ]);
        await _app.ConsentAsync(
            caseId, "reg-police-at", "police-intelligence", c => c with { Scopes = [c.Scopes[0] with { Tier = Domain.Policy.Tier.Case }] });

        string id = await _app.SubmitAsync("advocate-worker", TestSharing.Send(caseId, "reg-police-at", "police-intelligence"));

        await _app.StatusAsync("advocate-worker", id, "ready");
        Answer package = await _app.CollectAsync("policeat-worker", id);
        Assert.True(package.Status == 200, package.ToString());
        Assert.Contains("labourExploitation", package.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(date, package.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"identity.dateOfBirth\"", package.Text, StringComparison.Ordinal);
    }
}
