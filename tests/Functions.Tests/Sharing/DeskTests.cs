using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>
/// Taking part is a matter of persons: what comes to a desk is for its named members, and for nobody else of the agency
///
/// </summary>
public sealed class DeskTests : IAsyncLifetime
{
    private const string Member = "shelter-worker", OtherMember = "shelter-worker-2", Outsider = "shelter-night";
    private readonly RunningApp _running = new();

    private TestApp App => _running.App;

    public async Task InitializeAsync()
    {
        await _running.InitializeAsync();
        var person = new Person
        {
            Id = Outsider,
            RegistrationId = "reg-shelter",
            Roles = [Roles.SharingReceive, Roles.SharingSubmit],
            VettedUntil = App.Time.GetUtcNow().AddYears(1),
        };
        Assert.True(
            (await App.Get<RegistryWriter>().WriteAsync(RegistryWrite.Create(new PersonDocument(person, Outsider)), default))!.IsCommitted);
    }

    public Task DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Collect_WhenItCameToADesk_IsForItsMembersWhoBecomeParticipants()
    {
        string caseId = await ConsentedAsync();
        string id = await App.ReadyAsync(caseId);
        Answer refused = await AsOutsiderAsync(HttpMethod.Post, $"sharing-requests/{id}/collection");
        Assert.Equal((403, "not-collectable"), (refused.Status, refused.Problem));
        Assert.Equal(200, (await App.CollectAsync(Member, id)).Status);
        Assert.Equal([null, Member], (await ParticipantsAsync(caseId)).Select(one => one.PersonId));
        // Once is enough to take part; a colleague takes part by opening it too.
        Assert.Equal(200, (await App.CollectAsync(Member, id)).Status);
        Assert.Equal(200, (await App.CollectAsync(OtherMember, id)).Status);
        Assert.Equal([null, Member, OtherMember], (await ParticipantsAsync(caseId)).Select(one => one.PersonId));
        IReadOnlyList<LogEntry> log = await App.LogAsync(caseId);
        Assert.Equal(
            [Member, OtherMember],
            log.Where(one => one is { Action: LogAction.ParticipantsChanged, Outcome: "joined" }).Select(one => one.Actor.Person));
        Assert.Equal([Outsider], log.Where(one => one.Action == LogAction.CollectionRefused).Select(one => one.Actor.Person));
    }

    [Fact]
    public async Task Ask_AfterADeliveryToTheDesk_IsForPersonsOnTheCaseAndTellsAColleagueNothing()
    {
        string caseId = await ConsentedAsync();
        string handle = (string)(await App.CollectAsync(Member, await App.ReadyAsync(caseId))).Json["handle"]!;
        Assert.Equal(
            "ready",
            (string)(await App.StatusAsync(Member, await App.SubmitAsync(Member, TestSharing.Ask(handle)), "ready", "refused"))["status"]!);
        Assert.Equal(
            "ready",
            (string)(
                await App.StatusAsync(
                    OtherMember, await App.SubmitAsync(OtherMember, TestSharing.Ask(handle)), "ready", "refused"))["status"]!);

        JsonNode own = await AskAsOutsiderAsync(handle), nowhere = await AskAsOutsiderAsync("ABCD-ABCD-ABCD-ABCD");
        string id = (string)own["id"]!;
        own["id"] = nowhere["id"] = null;
        Assert.Equal(nowhere.ToJsonString(), own.ToJsonString());
        Assert.Equal("NEUTRAL", (string)own["outcome"]!);

        // Off the request's path it comes to the case's log, where the holder's officer reads who tried.
        App.Time.Advance(TimeSpan.FromSeconds(10));
        IReadOnlyList<LogEntry> log = await Wait.UntilAsync(
            () => App.LogAsync(caseId), entries => entries.Any(one => one.Request == id));
        LogEntry tried = Assert.Single(log, one => one.Request == id);
        Assert.Equal((LogAction.DecisionMade, "REFUSE", "reg-shelter"), (tried.Action, tried.Outcome, tried.Recipient?.Value));
        Assert.Equal([ReasonKinds.RecipientNotParticipant], tried.ReasonKinds);
        await App.Get<Projector>().CatchUpAsync();
        string officers = (await App.GetAsync("advocate-dpo", $"access-log?case={caseId}")).Text;
        Assert.Contains(ReasonKinds.RecipientNotParticipant, officers, StringComparison.Ordinal);
        string askers = (await App.GetAsync("shelter-dpo", "access-log")).Text;
        Assert.DoesNotContain(ReasonKinds.RecipientNotParticipant, askers, StringComparison.Ordinal);
        Assert.DoesNotContain(caseId, askers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NeutralAnswer_WhenItIsPutOnRecordTwice_IsOneEntry()
    {
        string caseId = await ConsentedAsync();
        string handle = (string)(await App.CollectAsync(Member, await App.ReadyAsync(caseId))).Json["handle"]!;
        string id = (string)(await AskAsOutsiderAsync(handle))["id"]!;
        App.Time.Advance(TimeSpan.FromSeconds(10));
        await Wait.UntilAsync(() => App.RequestAsync(id), one => !one.IsNeutralToResolve);
        // As after a crash between the entry and the cleared mark.
        await App.Get<RequestStore>().MoveAsync(id, current => new Moved(current with { WorkflowDue = App.Time.GetUtcNow() }));
        App.Time.Advance(TimeSpan.FromSeconds(10));
        await ActivatorUtilities.CreateInstance<ResolveNeutralAnswers>(App.Services).RunAsync();
        Assert.Single(await App.LogAsync(caseId), one => one.Request == id);
        Assert.False((await App.RequestAsync(id)).IsNeutralToResolve);
    }

    [Fact]
    public async Task Member_WhenTakenOffTheDesk_OpensNothingMoreOfIt()
    {
        string caseId = await ConsentedAsync();
        string id = await App.ReadyAsync(caseId), later = await App.ReadyAsync(caseId);
        // Having opened something makes her a participant, by the desk.
        string handle = (string)(await App.CollectAsync(Member, id)).Json["handle"]!;
        await DeskAsync(members: [OtherMember]);
        try
        {
            foreach (string one in new[] { id, later })
                Assert.Equal((403, "not-collectable"), await RefusedAsync(one));
            Assert.Equal(
                "NEUTRAL",
                (string)(
                    await App.StatusAsync(Member, await App.SubmitAsync(Member, TestSharing.Ask(handle)), "ready", "refused"))["outcome"]!);
            // The registration has changed since it was decided, but what it says of the package has not.
            Assert.Equal(200, (await App.CollectAsync(OtherMember, id)).Status);
        }
        finally
        {
            await DeskAsync(members: [Member, OtherMember]);
        }

        Assert.Equal(200, (await App.CollectAsync(Member, later)).Status);
    }

    [Fact]
    public async Task Member_WhenTheHolderTookHerOffTheCase_OpensNothingMoreOfItUntilSheIsNamedAgain()
    {
        string caseId = await ConsentedAsync();
        string id = await App.ReadyAsync(caseId);
        string handle = (string)(await App.CollectAsync(Member, id)).Json["handle"]!;
        await NameAsync(caseId, list => [.. list.Where(one => (string?)one["personId"] != Member)]);
        Assert.Equal((403, "not-collectable"), await RefusedAsync(id));
        Assert.Equal(403, (await App.CollectAsync(Member, await App.ReadyAsync(caseId))).Status);
        Assert.Equal(
            "NEUTRAL",
            (string)(
                await App.StatusAsync(Member, await App.SubmitAsync(Member, TestSharing.Ask(handle)), "ready", "refused"))["outcome"]!);
        Assert.Equal([null], (await ParticipantsAsync(caseId)).Select(one => one.PersonId));
        // The desk itself is on the case as it was.
        Assert.Equal(200, (await App.CollectAsync(OtherMember, id)).Status);
        await NameAsync(caseId, list => [.. list, new JsonObject { ["registrationId"] = "reg-shelter", ["personId"] = Member }]);
        Assert.Equal(200, (await App.CollectAsync(Member, id)).Status);
    }

    [Fact]
    public async Task Member_WhenTheDesksTimeOnTheCaseEnds_EndsWithIt()
    {
        string caseId = await ConsentedAsync();
        string id = await App.ReadyAsync(caseId);
        DateTimeOffset until = App.Time.GetUtcNow().AddHours(1);
        await App.ParticipantsAsync(caseId, new Participant("reg-shelter", null, "desk-shelter", Until: until));
        Assert.Equal(200, (await App.CollectAsync(Member, id)).Status);
        Assert.Equal((until, "desk-shelter"), ((await ParticipantsAsync(caseId))[1].Until, (await ParticipantsAsync(caseId))[1].ByDesk));
        App.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(403, (await App.CollectAsync(Member, id)).Status);
    }

    private async Task<(int Status, string? Problem)> RefusedAsync(string request)
    {
        Answer answer = await App.CollectAsync(Member, request);
        return (answer.Status, answer.Problem);
    }

    /// <summary>Replaces who takes part, over the API as the holder's caseworker does.</summary>
    private async Task NameAsync(string caseId, Func<IEnumerable<JsonNode>, JsonNode[]> change)
    {
        Answer read = await App.GetAsync("advocate-worker", $"cases/{caseId}/participants");
        JsonNode[] next = change([.. read.Json["participants"]!.AsArray().Select(one => one!.DeepClone())]);
        Answer written = await App.SendAsync(
            "advocate-worker", HttpMethod.Put, $"cases/{caseId}/participants", new JsonObject { ["participants"] = new JsonArray(next) },
            ifMatch: read.ETag);
        Assert.True(written.Status == 200, written.ToString());
    }

    private async Task DeskAsync(string[] members)
    {
        Stored<Registration> now = (await App.Get<RegistryReader>().FindRegistrationAsync("reg-shelter", default))!;
        PersonId[] ids = [.. members.Select(id => new PersonId(id))];
        Registration next = now.Value with { Desks = [.. now.Value.Desks.Select(desk => desk with { Members = ids })] };
        Assert.True((await App.Get<RegistryWriter>().WriteAsync(RegistryWrite.Replace(now, next), default))!.IsCommitted);
    }

    private async Task<string> ConsentedAsync()
    {
        string caseId = await App.OpenCaseAsync();
        await App.ConsentAsync(caseId);
        return caseId;
    }

    private async Task<IReadOnlyList<Participant>> ParticipantsAsync(string caseId) =>
        (await App.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value.Participants;

    private Task<Answer> AsOutsiderAsync(HttpMethod method, string path, object? body = null) =>
        App.SendAsync(App.Token("app-shelter"), Outsider, method, path, body);

    private async Task<JsonNode> AskAsOutsiderAsync(string reference)
    {
        Answer sent = await AsOutsiderAsync(HttpMethod.Post, "sharing-requests", TestSharing.Ask(reference));
        Assert.True(sent.Status == 202, sent.ToString());
        string id = (string)sent.Json["id"]!;
        return (await Wait.UntilAsync(
            () => AsOutsiderAsync(HttpMethod.Get, "sharing-requests/" + id),
            one => one.Status == 200 && (string)one.Json["status"]! != "submitted")).Json;
    }
}
