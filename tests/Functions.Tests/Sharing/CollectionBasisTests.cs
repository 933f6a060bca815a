using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>A package stands or falls with the consent it was sealed under, and with whoever fetches it.</summary>
public sealed class CollectionBasisTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Collect_WhenItsConsentEndedThoughAnotherStands_IsSuperseded()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId, change: consent => consent with { ValidUntil = _app.Time.GetUtcNow().AddDays(3) });
        string request = await _app.ReadyAsync(caseId);
        await _app.ConsentAsync(caseId);
        _app.Time.Advance(TimeSpan.FromDays(4));
        Assert.Equal("superseded", (await _app.CollectAsync("shelter-worker", request)).Problem);
    }

    [Fact]
    public async Task Collect_WhenTheConsentWasReconfirmed_LogsTheVersionItRestsOnNow()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent first = await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        _app.Time.Advance(TimeSpan.FromHours(1));
        CaseSnapshot snapshot = (await _app.Get<CaseLedger>().LoadAsync(caseId))!;
        Consent second = first with { Version = 2, State = ConsentState.Reconfirmed, ReconfirmedAt = _app.Time.GetUtcNow() };
        Stored<Consent> stored = (await _app.Store.ReadAsync<Consent>(Partition.Case(caseId), CaseIds.Consent(first.Id)))!;
        LogEntry entry = new()
        {
            Id = "t-" + request,
            Stream = LogStream.OfCase(caseId),
            At = _app.Time.GetUtcNow(),
            Action = LogAction.ConsentReconfirmed,
            Actor = new LogActor("system"),
            Case = caseId,
        };
        Assert.Equal(CaseCommit.Committed, await _app.Get<ConsentCommits>().ChangeConsentAsync(snapshot, second, stored.ETag, entry));
        Assert.Equal(200, (await _app.CollectAsync("shelter-worker", request)).Status);
        LogEntry collected = (await _app.LogAsync(caseId)).Single(one => one.Action == LogAction.CollectionMade);
        Assert.Equal(first.Id + "#2", collected.Versions!.Consent);
    }

    [Fact]
    public async Task Send_WhenItNamesAConsent_RestsOnThatOneAloneAndOnlyIfNoneReplacedIt()
    {
        string caseId = await _app.OpenCaseAsync();
        Consent older = await _app.ConsentAsync(caseId);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Consent newer = await _app.ConsentAsync(caseId);
        foreach ((Consent named, string status) in new[] { (older, "refused"), (newer, "ready") })
        {
            object body = new
            {
                direction = "send",
                @case = caseId,
                recipient = "reg-shelter",
                pathway = "shelter-referral",
                consent = named.Id,
            };
            JsonNode decision = (await _app.PostAsync("advocate-worker", "decisions", body)).Json["decision"]!;
            Assert.Equal(named == newer ? named.Id : null, (string?)decision["consentId"]);
            string request = await _app.SubmitAsync("advocate-worker", body);
            await _app.StatusAsync("advocate-worker", request, status);
        }
    }

    [Fact]
    public async Task Collect_WhenRepeatedWithoutEnd_IsRefusedBeforeItsDocumentIsFull()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        Stored<Release> release = (await _app.Store.ReadAsync<Release>(Partition.Case(caseId), CaseIds.Release(request)))!;
        var many = Enumerable.Range(0, 200).ToDictionary(
            i => "k" + i, _ => new Collection(release.Value.ReleasedAt, "reg-shelter", "shelter-worker", CollectionOutcome.Fetched));
        Assert.True(
            (await _app.Store.CommitAsync(
                Partition.Case(caseId),
                [Operation.Replace(
                    CaseIds.Release(request), release.Value with { Collections = many, State = ReleaseState.Collected },
                    release.ETag)])).IsCommitted);
        Assert.Equal("state-conflict", (await _app.CollectAsync("shelter-worker", request)).Problem);
    }

    [Theory]
    [InlineData("person suspended")]
    [InlineData("participants changed")]
    [InlineData("consent stopped")]
    [InlineData("nothing")]
    public async Task Guard_WhenWhatTheCollectionRestedOnChanged_LetsNothingMoreOut(string change)
    {
        string caseId = await _app.OpenCaseAsync();
        Consent consent = await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        RegistryReader registry = _app.Get<RegistryReader>();
        Stored<PersonDocument> person = (await registry.FindPersonAsync("reg-shelter", "shelter-worker-2", default))!;
        var caller = new Caller("reg-shelter", "body-shelter", "SHELT", "shelter-worker-2", new HashSet<string>());
        Collector collector = _app.Get<Collector>();
        OpenCollection guard =
            (await collector.CommitAsync(await _app.RequestAsync(request), caller, person.Value.Person, default)).Value;
        Assert.True(await guard.StandsAsync(default));
        if (change == "person suspended")
            await WriteAsync(person.Value.Person with { Status = PersonStatus.Suspended });
        else if (change == "participants changed")
            await _app.ParticipantsAsync(caseId);
        else if (change == "consent stopped")
            await _app.Get<Functions.Withdrawal.StopSharing>().CommitAsync(
                new(caseId, new(consent.Id), new("link", LogActor.Survivor)), default);
        Assert.Equal(change == "nothing", await guard.StandsAsync(default));
        if (change == "person suspended")
            await WriteAsync(person.Value.Person);

        async Task WriteAsync(Person next)
        {
            Stored<PersonDocument> now = (await registry.FindPersonAsync("reg-shelter", next.Id, default))!;
            Assert.True(
                (await _app.Get<RegistryWriter>().WriteAsync(
                    RegistryWrite.Replace(now, now.Value with { Person = next }), default))!.IsCommitted);
        }
    }

    [Fact]
    public async Task Accept_WhenItDiedBeforeItsEntry_IsLoggedByTheTimer()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string request = await _app.ReadyAsync(caseId);
        var mark = new AcceptanceMark(true, new Approval("reg-shelter", "shelter-worker", _app.Time.GetUtcNow()));
        await _app.Get<RequestStore>().MoveAsync(request, current => current.Answer(mark));
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        await Wait.UntilAsync(
            () => _app.LogAsync(caseId),
            log => log.Any(one => one.Action == LogAction.ReleaseAccepted && one.Actor.Person == "shelter-worker"));
    }
}
