using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Http;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>No log, no reading: what cannot be written down is not handed out.</summary>
public sealed class LoggedReadTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Read_WhenItsEntryCannotBeCommitted_HandsOutNothing()
    {
        ApiClient worker = _app.As(SampleBodies.Worker);
        string id = await _app.OpenCaseAsync();
        string consent = (await _app.ConsentAsync(id)).Id;
        string approval = await ApproveAsync(worker, id);
        // Every operation that reads something of a case: a new one that logs nothing is found here.
        string[] reads = [.. OperationCatalogue.All
            .Where(one => one.Method == "GET" && one.Route.StartsWith(Routes.Case, StringComparison.Ordinal))
            .Select(one => "/" + one.Route.Replace("{caseId}", id, StringComparison.Ordinal)
                .Replace("{consentId}", consent, StringComparison.Ordinal)
                .Replace("{approvalId}", approval, StringComparison.Ordinal))];
        Assert.DoesNotContain(reads, read => read.Contains('{', StringComparison.Ordinal));
        _app.Store.Fails = partition => partition.Container == Container.Cases;
        foreach (string read in reads)
        {
            Answer failed = (await worker.GetAsync(read)).Must(503);
            Assert.Equal("unavailable", failed.Problem);
            Assert.DoesNotContain(TestCases.Canary, failed.Text, StringComparison.Ordinal);
        }

        _app.Store.Fails = null;
        foreach (string read in reads)
            (await worker.GetAsync(read)).Must(200);
    }

    private async Task<string> ApproveAsync(ApiClient worker, string caseId)
    {
        var content = new JsonObject
        {
            ["recipient"] = "reg-shelter",
            ["pathway"] = "shelter-referral",
            ["letter"] = new JsonObject { ["text"] = "She looks for a room.", ["language"] = "en" },
        };
        Answer preview = (await worker.PostAsync($"cases/{caseId}/content-preview", content)).Must(200);
        var approval = new JsonObject
        {
            ["content"] = content.DeepClone(),
            ["digest"] = preview["digest"],
            ["readBy"] = SampleBodies.Worker,
            ["readIn"] = "uk",
            ["readAt"] = SampleBodies.Time(_app.Time.GetUtcNow()),
        };
        return (await worker.PostAsync($"cases/{caseId}/content-approvals", approval)).Must(201)["id"];
    }

    [Fact]
    public async Task Record_WhenManyConsentsComeAtOnce_AllAreRecordedInOneOrder()
    {
        ApiClient worker = _app.As(SampleBodies.Worker);
        string id = (await worker.PostAsync("cases", """{"age":{"status":"adult"}}""")).Must(201).Element.GetProperty("case").GetString()!;
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-5));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => worker.PostAsync($"cases/{id}/consents", body)));
        Assert.All(answers, answer => answer.Must(201));
        CaseHead head = (await _app.Get<CaseLedger>().ReadHeadAsync(id))!.Value;
        Assert.Equal(
            answers.Select(answer => answer.Read<ConsentView>().Id).Order(StringComparer.Ordinal),
            head.Consents.Keys.Order().Select(one => one.Value));
        (LogHead end, IReadOnlyList<LogEntry> chained, _) = (await _app.Get<CaseLedger>().ReadLogAsync(id))!.Value;
        Assert.Equal(end.Seq, chained.Count);
        Assert.Equal(5, chained.Count(entry => entry.Action == LogAction.ConsentRecorded));
    }

    [Fact]
    public async Task Record_WhenAStopComesBetweenReadingAndCommitting_SeesTheStop()
    {
        ApiClient worker = _app.As(SampleBodies.Worker);
        string id = (await worker.PostAsync("cases", """{"age":{"status":"adult"}}""")).Must(201).Element.GetProperty("case").GetString()!;
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-5));
        bool stopped = false;
        _app.Store.Answer = async commit =>
        {
            if (stopped
                || !commit.Operations.Any(
                    operation => operation is Create && operation.Id.StartsWith(CaseIds.ConsentPrefix, StringComparison.Ordinal)))
                return null;
            stopped = true;
            (await worker.PostAsync($"cases/{id}/withdrawal", """{"channel":"inPerson"}""", "")).Must(200);
            return null;
        };
        Answer refused = (await worker.PostAsync($"cases/{id}/consents", body)).Must(422);
        Assert.True(stopped);
        Assert.Equal(["/afterStop"], refused.Pointers);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Consents);
    }
}
