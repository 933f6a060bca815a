using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Cases;

[Collection(CaseCollection.Name)]
public sealed class ParticipantTests(RunningApp running) : CaseTestBase(running)
{
    [Fact]
    public async Task Change_WhenReadsCameInBetween_StillSucceeds()
    {
        string id = await OpenAsync();
        string etag = (await Worker.GetAsync($"cases/{id}/participants")).Must(200).ETag!;
        await Worker.GetAsync($"cases/{id}"); // a reading writes the head, but not the list
        Answer changed = (await Worker.PutAsync($"cases/{id}/participants", SampleBodies.Participants(), etag)).Must(200);
        Assert.Equal(3, changed.Read<ParticipantsBody>().Participants.Count);
        Assert.Equal("desk-shelter", (await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Participants[1].DeskId);
        Assert.Contains(await LogAsync(id), entry => entry.Action == LogAction.ParticipantsChanged);
        Assert.Equal(
            "stale-if-match", (await Worker.PutAsync($"cases/{id}/participants", SampleBodies.Participants(), etag)).Must(412).Problem);
        Assert.Equal(
            "missing-if-match", (await Worker.PutAsync($"cases/{id}/participants", SampleBodies.Participants())).Must(428).Problem);
    }

    [Theory]
    [InlineData("participants/0/registrationId", "\"reg-none\"", "unknown-agency", "/participants/0/registrationId")]
    [InlineData("participants/0/personId", "\"shelter-worker\"", "unknown-person", "/participants/0/personId")]
    [InlineData("participants/1/deskId", "\"desk-none\"", "unknown-person", "/participants/1/deskId")]
    [InlineData("participants/1/personId", "\"shelter-worker\"", "invalid-value", "/participants/1/personId")]
    [InlineData("participants/1/deskId", "null", "invalid-value", "/participants/1/personId")]
    [InlineData("participants/2/byDesk", "\"desk-none\"", "invalid-value", "/participants/2/byDesk")]
    [InlineData("participants/1/byDesk", "\"desk-shelter\"", "invalid-value", "/participants/1/byDesk")]
    [InlineData("participants/1/lead", "true", "invalid-value", "/participants")]
    [InlineData("participants/2", "{\"registrationId\":\"reg-shelter\",\"deskId\":\"desk-shelter\"}", "invalid-value", "/participants/2")]
    [InlineData("participants/0", "null", "wrong-type", "/participants/0")]
    [InlineData("participants/0", "{}", "missing-member", "/participants/0/registrationId")]
    public async Task Change_WhenAParticipantCannotStand_NamesItAndChangesNothing(
        string member, string value, string problem, string pointer)
    {
        string id = await OpenAsync();
        string etag = (await Worker.GetAsync($"cases/{id}/participants")).ETag!;
        Answer refused = await Worker.PutAsync($"cases/{id}/participants", With(SampleBodies.Participants(), member, value), etag);
        Assert.Equal((problem, pointer), (refused.Problem, refused.Pointer));
        Assert.Empty((await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Participants);
    }
}
