using DataSharing.Domain;
using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>
/// The adapter against npm <c>@vercel/cosmosdb-server</c>, so that points, patches and queries are not only our own idea of
/// the service. It has no Strong consistency and no transactional batch, so a handler in between says the one and takes
/// batches of one operation apart.
/// </summary>
/// <remarks>
/// <code>
/// what the store's contract asks for         | run here
/// create, 409                                | yes
/// replace and delete under an ETag, 412, 404 | yes
/// patch: set, append, increment, remove, 412 | yes; refusals too, but it makes the way to a missing parent
/// read                                       | yes, of what is there; an item that is not there it answers with 500
/// list: prefix, order, beyond, limit         | yes
/// a commit of several operations             | no: it reads no batch of the .NET SDK, and its own is not atomic
/// due marks over partitions                  | no: it answers no request for a query plan
/// change feed, time to live                  | no: it has none
/// consistency, several regions               | refused at the start, as it must be
/// </code>
/// </remarks>
public sealed class VercelCosmosTests(VercelCosmosTests.Server server) : IClassFixture<VercelCosmosTests.Server>
{
    // The server is one for all of them; the case is each one's own.
    private readonly Partition _here = Partition.Case("case-" + Guid.NewGuid().ToString("N"));

    private CosmosPartitionStore Store => server.Store;

    private sealed record Note(
        string Text, long Count, IReadOnlyList<string> Tags, Inner? Nested = null, DateTimeOffset? WorkflowDue = null) : IWorkflowDocument;

    private sealed record Inner(string? Key);

    private static Note Some(string text = "a") => new(text, 0, [], new Inner("k"));

    [Fact]
    public async Task ConnectAsync_WhenTheAccountIsNotStrong_IsRefused()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => server.OpenAsync(
            () => new SocketsHttpHandler(), create: false));
        Assert.Contains("Session", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_WhenCreatingTwice_KeepsTheFirst()
    {
        CommitResult created = await Store.CommitAsync(_here, Operation.Create("n", Some("höre \"zu\"")));
        Stored<Note> stored = (await Store.ReadAsync<Note>(_here, "n"))!;
        Assert.Equal((created.Documents[0]!.ETag, "höre \"zu\""), (stored.ETag, stored.Value.Text));
        CommitResult second = await Store.CommitAsync(_here, Operation.Create("n", Some("b")));
        Assert.Equal((CommitOutcome.AlreadyExists, 0), (second.Outcome, second.FailedOperation));
    }

    [Fact]
    public async Task CommitAsync_UnderETags_WritesOnlyOverTheVersionNamed()
    {
        string first = (await Store.CommitAsync(_here, Operation.Create("n", Some("1")))).Documents[0]!.ETag;
        CommitResult replaced = await Store.CommitAsync(_here, Operation.Replace("n", Some("2"), first));
        Assert.Equal(CommitOutcome.Committed, replaced.Outcome);
        string second = replaced.Documents[0]!.ETag;
        Assert.NotEqual(first, second);
        Assert.Equal(CommitOutcome.PreconditionFailed, (await Store.CommitAsync(_here, Operation.Replace("n", Some("3"), first))).Outcome);
        Assert.Equal(CommitOutcome.PreconditionFailed, (await Store.CommitAsync(_here, Operation.Delete("n", first))).Outcome);
        Assert.Equal(
            CommitOutcome.PreconditionFailed,
            (await Store.CommitAsync(_here, new Patch("n", [PatchStep.Set("/text", "3")], first))).Outcome);
        Assert.Equal("2", (await Store.ReadAsync<Note>(_here, "n"))!.Value.Text);
        Assert.True((await Store.CommitAsync(_here, Operation.Delete("n", second))).IsCommitted);
        Assert.Empty(await Store.ListAsync(_here, ""));
        Assert.Equal(CommitOutcome.NotFound, (await Store.CommitAsync(_here, Operation.Replace("n", Some()))).Outcome);
        Assert.Equal(CommitOutcome.NotFound, (await Store.CommitAsync(_here, Operation.Patch("n", PatchStep.Set("/text", "x")))).Outcome);
        Assert.Equal(CommitOutcome.NotFound, (await Store.CommitAsync(_here, Operation.Delete("n"))).Outcome);
    }

    [Fact]
    public async Task CommitAsync_WhenPatching_ChangesTheDocumentAsTheOtherStoresDo()
    {
        DateTimeOffset due = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        string old = (await Store.CommitAsync(_here, Operation.Create("n", Some()))).Documents[0]!.ETag;
        Stored<Note> now = (await Store.CommitAsync(_here, Operation.Patch(
            "n",
            PatchStep.Set("/text", "b"),
            PatchStep.Increment("/count", 2),
            PatchStep.Append("/tags", "t"),
            PatchStep.Set("/nested/key", (string?)null),
            PatchStep.Set("/workflowDue", (DateTimeOffset?)due)))).Document<Note>(0);
        Assert.Equal(
            ("b", 2L, "t", null, due),
            (now.Value.Text, now.Value.Count, Assert.Single(now.Value.Tags), now.Value.Nested!.Key, now.Value.WorkflowDue));
        Assert.NotEqual(old, now.ETag);
        Assert.Null((await Store.CommitAsync(_here, Operation.Patch("n", PatchStep.Remove("/nested")))).Document<Note>(0).Value.Nested);
    }

    [Theory]
    [InlineData("append to text")]
    [InlineData("increment text")]
    [InlineData("remove nothing")]
    public async Task CommitAsync_WhenAPatchDoesNotFit_Throws(string kind)
    {
        await Store.CommitAsync(_here, Operation.Create("n", Some()));
        PatchStep step = kind switch
        {
            "append to text" => PatchStep.Append("/text", "x"),
            "increment text" => PatchStep.Increment("/text"),
            _ => PatchStep.Remove("/none"),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(
            _here, Operation.Patch("n", PatchStep.Set("/text", "changed"), step)));
        Assert.Equal("a", (await Store.ReadAsync<Note>(_here, "n"))!.Value.Text);
    }

    [Fact]
    public async Task ListAsync_InBothDirections_PagesThroughThePrefixAlone()
    {
        string[] ids = ["log-0001", "log-0002", "log-0003", "log-0004", "log-0005", "lo", "loh", "log.", "LOG-0001"];
        foreach (string id in ids)
            await Store.CommitAsync(_here, Operation.Create(id, Some(id)));
        await Store.CommitAsync(Partition.Case("case-2"), Operation.Create("log-0001", Some()));
        Assert.Equal(
            ["log-0001", "log-0002", "log-0003"], (await Store.ListAsync(_here, "log-", limit: 3)).Select(document => document.Id));
        Assert.Equal(
            ["log-0004", "log-0005"], (await Store.ListAsync(_here, "log-", limit: 3, after: "log-0003")).Select(document => document.Id));
        Assert.Equal(
            ["log-0003", "log-0002"],
            (await Store.ListAsync(_here, "log-", descending: true, limit: 2, after: "log-0004")).Select(document => document.Id));
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Store.ListAsync(_here, "")).Select(document => document.Id));
    }

    public sealed class Server : IAsyncLifetime
    {
        private VercelCosmosProcess? _process;
        private CosmosPartitionStore? _store;

        public CosmosPartitionStore Store => _store!;

        public async Task InitializeAsync()
        {
            // The server answers no question for a query plan; the SDK can make its own.
            Environment.SetEnvironmentVariable("AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX", "true");
            _process = await VercelCosmosProcess.StartAsync(Node.Folder);
            _store = await OpenAsync(() => new SingleOperations(new SocketsHttpHandler()), create: true);
        }

        public async Task DisposeAsync()
        {
            await Store.DisposeAsync();
            await _process!.DisposeAsync();
        }

        public Task<CosmosPartitionStore> OpenAsync(Func<HttpMessageHandler> handler, bool create) => CosmosPartitionStore.ConnectAsync(
            new CosmosOptions(_process!.Uri), new AzureConnection(new DataSharing.Emulators.EmulatorCredential(), handler),
            TimeProvider.System, create);
    }
}
