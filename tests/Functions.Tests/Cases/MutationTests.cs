using System.Text.Json.Nodes;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>A thousand damaged bodies of each kind: answered by a problem or taken, never by a fault; a refusal changes nothing.</summary>
[Collection(CaseCollection.Name)]
[Trait("Speed", "Slow")]
public sealed class MutationTests(RunningApp running) : CaseTestBase(running)
{
    private const int Bodies = 1000;

    [Fact]
    public Task Open_WhenTheBodyIsDamaged_NeverFaults() =>
        EachAsync(SampleBodies.Facts(Now), Bodies, body => Worker.PostAsync("cases", body), null);

    [Fact]
    public async Task ChangeFacts_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync();
        await EachAsync(
            SampleBodies.Facts(Now), Bodies, async body => await Worker.PutAsync($"cases/{id}/facts", body, await FactsETagAsync(id)), id);
    }

    [Fact]
    public async Task ChangeParticipants_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync();
        await EachAsync(SampleBodies.Participants(), Bodies, async body => await Worker.PutAsync(
            $"cases/{id}/participants", body,
            $"\"{DataSharing.Functions.Cases.CaseETags.Of((await App.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Participants)}\""), id);
    }

    [Fact]
    public async Task WriteRecord_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync();
        await EachAsync(SampleBodies.Record(), Bodies, async body =>
        {
            long? version = (await App.Get<DataSharing.Functions.Cases.CaseRecords>().FindAsync(id))?.Value.Version;
            Answer answer = await Worker.PutAsync(
                $"cases/{id}/record", body, version is null ? null : $"\"{version}\"", version is null ? "*" : null);
            Assert.DoesNotContain(SampleBodies.Canary, answer.Text, StringComparison.Ordinal);
            return answer;
        }, id);
    }

    [Fact]
    public async Task RecordConsent_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync(SampleBodies.Parse("""{"age":{"status":"adult"}}"""));
        await EachAsync(SampleBodies.Consent(Now.AddMinutes(-5)), Bodies, body => Worker.PostAsync($"cases/{id}/consents", body), id);
    }

    [Fact]
    public async Task Reconfirm_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync(SampleBodies.Parse("""{"age":{"status":"adult"}}"""));
        string consent = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-5))))
            .Must(201).Element.GetProperty("id").GetString()!;
        var body = new JsonObject
        {
            ["evidence"] = SampleBodies.Evidence(Now),
            ["givenAt"] = SampleBodies.Time(Now),
            ["noticeVersion"] = "notice-4",
        };
        await EachAsync(
            body, Bodies, damaged => Worker.PostAsync($"cases/{id}/consents/{consent}/reconfirmation", damaged, ifMatch: "\"1\""), id);
    }

    [Fact]
    public async Task Revoke_WhenTheBodyIsDamaged_NeverFaults()
    {
        string id = await OpenAsync(SampleBodies.Parse("""{"age":{"status":"adult"}}"""));
        string consent = (await Worker.PostAsync($"cases/{id}/consents", SampleBodies.Consent(Now.AddMinutes(-5))))
            .Must(201).Element.GetProperty("id").GetString()!;
        await EachAsync(
            SampleBodies.Parse("""{"by":"court","reason":"risk.raised","scope":"scope-1"}"""), 300,
            damaged => Worker.PostAsync($"cases/{id}/consents/{consent}/revocation", damaged), id);
    }

    private async Task EachAsync(JsonObject valid, int bodies, Func<string, Task<Answer>> send, string? caseId)
    {
        int refused = 0;
        string? before = caseId is null ? null : await StateAsync(caseId);
        for (int seed = 0; seed < bodies; seed++)
        {
            if (seed % 50 == 0)
                App.Time.Advance(TimeSpan.FromSeconds(1)); // the agency's allowance of calls grows with time
            Answer answer = await send(Mutations.Of(valid, seed));
            Assert.True(answer.Status < 500, $"seed {seed}: {answer.Status} {answer.Text}");
            bool taken = answer.Status is 200 or 201 or 204;
            Assert.True(taken || answer.Problem is not null, $"seed {seed}: {answer.Status} is no problem");
            refused += taken ? 0 : 1;
            if (caseId is null)
                continue;
            string after = taken || seed % 50 == 0 ? await StateAsync(caseId) : before!;
            Assert.True(taken || after == before, $"seed {seed}: a refused body changed the case");
            before = after;
        }

        Assert.InRange(refused, bodies / 2, bodies);
    }

    private async Task<string> FactsETagAsync(string id) =>
        $"\"{(await App.Get<DataSharing.Functions.Cases.CaseReading>().FactsAsync(id, default)).Value.ETag}\"";
}
