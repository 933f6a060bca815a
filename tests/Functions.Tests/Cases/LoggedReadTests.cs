using DataSharing.Functions.Ledger;
using System.Text.Json.Nodes;
using DataSharing.Domain.AccessLog;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Support;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>No log, no reading: what cannot be written down is not handed out.</summary>
public sealed class LoggedReadTests : IAsyncLifetime
{
    private ForgetfulStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(inner => _store = new ForgetfulStore(inner));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Read_WhenItsEntryCannotBeCommitted_HandsOutNothing()
    {
        var worker = new ApiClient(_app.Http, new("Bearer", _app.Token(SampleBodies.Worker)));
        string id = (await worker.PostAsync("/cases", """{"age":{"status":"adult"}}""")).Expect(201).Json.GetProperty("case").GetString()!;
        (await worker.PutAsync($"/cases/{id}/record", SampleBodies.Record(), ifNoneMatch: "*")).Expect(201);
        DateTimeOffset given = _app.Time.GetUtcNow().AddMinutes(-5);
        string consent = (await worker.PostAsync($"/cases/{id}/consents", SampleBodies.Consent(given))).Expect(201).Location!;
        string[] reads = [
            $"/cases/{id}",
            $"/cases/{id}/participants",
            $"/cases/{id}/record",
            $"/cases/{id}/consents",
            consent,
            consent + "/receipt",
        ];
        _store.Forgets = true;
        foreach (string read in reads)
        {
            ApiAnswer failed = (await worker.GetAsync(read)).Expect(503);
            Assert.Equal("unavailable", failed.Problem);
            Assert.DoesNotContain(SampleBodies.Canary, failed.Text, StringComparison.Ordinal);
        }

        _store.Forgets = false;
        foreach (string read in reads)
            (await worker.GetAsync(read)).Expect(200);
    }

    [Fact]
    public async Task Record_WhenManyConsentsComeAtOnce_AllAreRecordedInOneOrder()
    {
        var worker = new ApiClient(_app.Http, new("Bearer", _app.Token(SampleBodies.Worker)));
        string id = (await worker.PostAsync("/cases", """{"age":{"status":"adult"}}""")).Expect(201).Json.GetProperty("case").GetString()!;
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-5));
        ApiAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => worker.PostAsync($"/cases/{id}/consents", body)));
        Assert.All(answers, answer => answer.Expect(201));
        CaseHead head = (await _app.Get<CaseLedger>().ReadHeadAsync(id))!.Value;
        Assert.Equal(
            answers.Select(answer => answer.Read<ConsentView>().Id).Order(StringComparer.Ordinal),
            head.Consents.Keys.Order(StringComparer.Ordinal));
        (LogHead end, IReadOnlyList<LogEntry> chained, _) = (await _app.Get<CaseLedger>().ReadLogAsync(id))!.Value;
        Assert.Equal(end.Seq, chained.Count);
        Assert.Equal(5, chained.Count(entry => entry.Action == LogAction.ConsentRecorded));
    }

    [Fact]
    public async Task Record_WhenAStopComesBetweenReadingAndCommitting_SeesTheStop()
    {
        var worker = new ApiClient(_app.Http, new("Bearer", _app.Token(SampleBodies.Worker)));
        string id = (await worker.PostAsync("/cases", """{"age":{"status":"adult"}}""")).Expect(201).Json.GetProperty("case").GetString()!;
        JsonObject body = SampleBodies.Consent(_app.Time.GetUtcNow().AddMinutes(-5));
        bool stopped = false;
        _store.Before = async operations =>
        {
            if (stopped
                || !operations.Any(
                    operation => operation is Create && operation.Id.StartsWith(CaseIds.ConsentPrefix, StringComparison.Ordinal)))
                return;
            stopped = true;
            (await worker.PostAsync($"/cases/{id}/withdrawal", """{"channel":"inPerson"}""", "")).Expect(200);
        };
        ApiAnswer refused = (await worker.PostAsync($"/cases/{id}/consents", body)).Expect(422);
        Assert.True(stopped);
        Assert.Equal(["/afterStop"], refused.Pointers);
        Assert.Empty((await _app.Get<CaseLedger>().ReadHeadAsync(id))!.Value.Consents);
    }

    /// <summary>Commits to cases fail at will, or something happens just before them.</summary>
    private sealed class ForgetfulStore(IPartitionStore inner) : IPartitionStore
    {
        public bool Forgets { get; set; }

        public Func<IReadOnlyList<Operation>, Task>? Before { get; set; }

        public Task<StoredDocument?> ReadAsync(Partition partition, string id, CancellationToken cancellation = default) =>
            inner.ReadAsync(partition, id, cancellation);

        public async Task<CommitResult> CommitAsync(
            Partition partition, IReadOnlyList<Operation> operations, CancellationToken cancellation = default)
        {
            if (Forgets && partition.Container == Container.Cases)
                throw new StoreUnavailableException("commit");
            if (Before is { } act)
                await act(operations);
            return await inner.CommitAsync(partition, operations, cancellation);
        }

        public Task<IReadOnlyList<StoredDocument>> ListAsync(
            Partition partition, string idPrefix, bool descending = false, int limit = 100, string? after = null,
            CancellationToken cancellation = default) =>
            inner.ListAsync(partition, idPrefix, descending, limit, after, cancellation);

        public Task<IReadOnlyList<FoundDocument>> ListDueAsync(
            Container container, DateTimeOffset before, int limit = 100, CancellationToken cancellation = default) =>
            inner.ListDueAsync(container, before, limit, cancellation);

        public Task<ChangePage> ReadChangesAsync(
            Container container, string? continuation, int limit = 100, string idPrefix = "", CancellationToken cancellation = default) =>
            inner.ReadChangesAsync(container, continuation, limit, idPrefix, cancellation);
    }
}
