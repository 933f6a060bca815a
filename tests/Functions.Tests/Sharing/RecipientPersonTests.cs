using System.Text.Json.Nodes;
using DataSharing.Domain.Cases;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>
/// Whoever of the recipient may not collect what came to it neither sees it nor speaks for the agency on it (R-077, R-276,
///
/// </summary>
[Trait("Speed", "Slow")]
public sealed class RecipientPersonTests : IAsyncLifetime
{
    private const string Member = "shelter-worker", Named = "shelter-worker-2", Outsider = "shelter-night";

    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        var person = new Person
        {
            Id = Outsider,
            RegistrationId = "reg-shelter",
            Roles = [Roles.SharingReceive, Roles.SharingSubmit],
            VettedUntil = _app.Time.GetUtcNow().AddYears(1),
        };
        Assert.True(
            (await _app.Get<RegistryWriter>().WriteAsync(
                RegistryWrite.Create(new PersonDocument(person, Outsider)), default))!.IsCommitted);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("conflict")]
    [InlineData("bar")]
    [InlineData("taken off")]
    public async Task Named_WhenAPackageCameToHerDesk_NeitherSeesNorAnswersNorAttests(string why)
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync(Named, id)).Status);
        Assert.Equal(200, (await _app.CollectAsync(Member, id)).Status);
        Assert.Equal(200, (await _app.GetAsync(Named, $"sharing-requests/{id}")).Status);
        if (why == "taken off")
            await TakeOffAsync(caseId);
        else
            await _app.ChangeFactsAsync(
                caseId,
                facts => why == "bar"
                    ? facts with { BarredBodies = ["reg-shelter/" + Named] }
                    : facts with { Conflicts = ["reg-shelter/" + Named] });

        await NothingForAsync(path => _app.GetAsync(Named, path), (path, body) => _app.PostAsync(Named, path, body), id);
        Assert.Equal("collected", (string)(await _app.GetAsync(Member, $"sharing-requests/{id}")).Json["status"]!);
        Assert.Equal(200, (await _app.CollectAsync(Member, id)).Status);
        Assert.Equal(200, (await _app.PostAsync(Member, $"sharing-requests/{id}/acceptance", new { accepted = true })).Status);
        Assert.Equal(410, await StoppedAsync(caseId, id));
        await NothingForAsync(path => _app.GetAsync(Named, path), (path, body) => _app.PostAsync(Named, path, body), id);
        Assert.Equal(200, (await AttestAsync(Member, id)).Status);
        Assert.Equal(Member, (await _app.RequestAsync(id)).Attestation!.By.PersonId);
    }

    [Fact]
    public async Task Colleague_WhenSheHasNothingToDoWithIt_NeitherSeesNorAnswersNorAttests()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string id = await _app.ReadyAsync(caseId);
        Assert.Equal(200, (await _app.CollectAsync(Member, id)).Status);
        await NothingForAsync(path => ByAppAsync(HttpMethod.Get, path), (path, body) => ByAppAsync(HttpMethod.Post, path, body), id);
        // The agency's officer looks after what came to it.
        await _app.StatusAsync("shelter-dpo", id, "collected");
    }

    [Fact]
    public async Task Named_WhenHerAgencysAskIsDecided_FindsNoSuchAsk()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string handle = (string)(await _app.CollectAsync(Member, await _app.ReadyAsync(caseId))).Json["handle"]!;
        await _app.WithdrawAndFollowAsync(caseId);
        string id = await _app.SubmitAsync(Member, TestSharing.Ask(handle));
        Assert.Equal("REFUSE", (string)(await _app.StatusAsync(Member, id, "refused"))["outcome"]!);
        Assert.Equal(200, (await _app.GetAsync(Named, $"sharing-requests/{id}")).Status);
        await _app.ChangeFactsAsync(caseId, facts => facts with { Conflicts = ["reg-shelter/" + Named] });
        Assert.Equal(404, (await _app.GetAsync(Named, $"sharing-requests/{id}")).Status);
        Assert.DoesNotContain(id, (await _app.GetAsync(Named, "sharing-requests?limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.GetAsync(Member, $"sharing-requests/{id}")).Status);
    }

    [Fact]
    public async Task Attest_WhenWhoeverFetchedItHasLeft_IsForWhoeverOfTheAgencyStands()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        await _app.ParticipantsAsync(caseId, new Participant("reg-shelter", Named));
        string id = await _app.SubmitAsync("advocate-worker", new
        {
            direction = "send",
            @case = caseId,
            recipient = "reg-shelter",
            pathway = "shelter-referral",
            addressee = new { person = Named },
        });
        Assert.Equal("ready", (string)(await _app.StatusAsync("advocate-worker", id, "ready", "refused", "held"))["status"]!);
        Assert.Equal(200, (await _app.CollectAsync(Named, id)).Status);
        Assert.Equal(404, (await AttestAsync(Member, id)).Status);
        Assert.Equal(410, await StoppedAsync(caseId, id));
        Assert.Equal(404, (await AttestAsync(Member, id)).Status);

        Stored<PersonDocument> now = (await _app.Get<RegistryReader>().FindPersonAsync("reg-shelter", Named, default))!;
        Assert.True(
            (await _app.Get<RegistryWriter>().WriteAsync(
                RegistryWrite.Replace(now, now.Value with { Person = now.Value.Person with { Status = PersonStatus.Suspended } }),
                default))!.IsCommitted);
        Assert.Equal(200, (await _app.GetAsync(Member, $"sharing-requests/{id}")).Status);
        Assert.Equal(200, (await AttestAsync(Member, id)).Status);
        Assert.Equal(
            "destroyed", (string)(await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Json["attestation"]!["copies"]!);
    }

    private static async Task NothingForAsync(Func<string, Task<Answer>> get, Func<string, object, Task<Answer>> post, string id)
    {
        Assert.Equal(404, (await get($"sharing-requests/{id}")).Status);
        Assert.DoesNotContain(id, (await get("sharing-requests?limit=200")).Text, StringComparison.Ordinal);
        foreach (bool accepted in new[] { false, true })
            Assert.Equal(404, (await post($"sharing-requests/{id}/acceptance", new { accepted })).Status);
        Assert.Equal(404, (await post($"sharing-requests/{id}/deletion-attestation", new { copies = "destroyed" })).Status);
    }

    private async Task<int> StoppedAsync(string caseId, string id)
    {
        await _app.WithdrawAndFollowAsync(caseId);
        await _app.StatusAsync("advocate-worker", id, "stopped");
        await _app.EndAsync(id);
        return (await _app.CollectAsync(Member, id)).Status;
    }

    private async Task TakeOffAsync(string caseId)
    {
        Answer read = await _app.GetAsync("advocate-worker", $"cases/{caseId}/participants");
        JsonNode[] left = [.. read.Json["participants"]!.AsArray().Where(one => (string?)one!["personId"] != Named)
            .Select(one => one!.DeepClone())];
        Answer written = await _app.SendAsync(
            "advocate-worker", HttpMethod.Put, $"cases/{caseId}/participants", new JsonObject { ["participants"] = new JsonArray(left) },
            ifMatch: read.ETag);
        Assert.True(written.Status == 200, written.ToString());
    }

    private Task<Answer> AttestAsync(string person, string id) =>
        _app.PostAsync(person, $"sharing-requests/{id}/deletion-attestation", new { copies = "destroyed" });

    private Task<Answer> ByAppAsync(HttpMethod method, string path, object? body = null) =>
        _app.SendAsync(_app.Token("app-shelter"), Outsider, method, path, body);
}
