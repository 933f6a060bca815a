using System.Text.Json;
using DataSharing.Domain;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

/// <summary>What every partition store must do. A new adapter joins with a subclass that opens an empty store.</summary>
public abstract partial class PartitionStoreContract
{
    protected static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly Partition Here = Partition.Case("case-1");

    protected abstract IPartitionStore Store { get; }

    protected sealed record Note(
        string Text, long Count, IReadOnlyList<string> Tags, Inner? Nested = null, DateTimeOffset? WorkflowDue = null) : IWorkflowDocument;

    protected sealed record Inner(string? Key);

    private static Note Some(string text = "a", DateTimeOffset? due = null) => new(text, 0, [], new Inner("k"), due);

    [Fact]
    public async Task ReadAsync_WhenNothingWasWritten_ReturnsNull() => Assert.Null(await Store.ReadAsync(Here, "none"));

    [Fact]
    public async Task CommitAsync_WhenCreating_ReadsBackWithTheReturnedETag()
    {
        CommitResult result = await Store.CommitAsync(Here, Operation.Create("n", Some("höre")));
        Stored<Note>? stored = await Store.ReadAsync<Note>(Here, "n");
        Assert.True(result.IsCommitted);
        Assert.Equal("höre", stored!.Value.Text);
        Assert.Equal(result.Documents[0]!.ETag, stored.ETag);
        // Callers of the API see some of these in headers, in bodies and in URLs.
        Assert.Matches("^[A-Za-z0-9._:-]{1,128}$", stored.ETag);
    }

    [Fact]
    public async Task CommitAsync_WhenTheDocumentIsThere_SaysWhichOperationAndWritesNothing()
    {
        await Store.CommitAsync(Here, Operation.Create("n", Some("first")));
        CommitResult result = await Store.CommitAsync(Here, Operation.Create("other", Some()), Operation.Create("n", Some("second")));
        Assert.Equal((CommitOutcome.AlreadyExists, 1), (result.Outcome, result.FailedOperation));
        Assert.Null(await Store.ReadAsync(Here, "other"));
        Assert.Equal("first", (await Store.ReadAsync<Note>(Here, "n"))!.Value.Text);
    }

    [Fact]
    public async Task CommitAsync_WhenTheSameIdIsInAnotherPartitionOrContainer_IsAnotherDocument()
    {
        await Store.CommitAsync(Here, Operation.Create("n", Some("a")));
        Assert.True((await Store.CommitAsync(Partition.Case("case-2"), Operation.Create("n", Some("b")))).IsCommitted);
        Assert.True((await Store.CommitAsync(Partition.Request("case-1"), Operation.Create("n", Some("c")))).IsCommitted);
        Assert.Equal("a", (await Store.ReadAsync<Note>(Here, "n"))!.Value.Text);
    }

    [Fact]
    public async Task CommitAsync_WhenTheETagIsOld_WritesNothing()
    {
        string old = (await Store.CommitAsync(Here, Operation.Create("n", Some("1")))).Documents[0]!.ETag;
        await Store.CommitAsync(Here, Operation.Replace("n", Some("2"), old));
        CommitResult result = await Store.CommitAsync(Here, Operation.Create("other", Some()), Operation.Replace("n", Some("3"), old));
        Assert.Equal((CommitOutcome.PreconditionFailed, 1), (result.Outcome, result.FailedOperation));
        Assert.Equal("2", (await Store.ReadAsync<Note>(Here, "n"))!.Value.Text);
        Assert.Null(await Store.ReadAsync(Here, "other"));
        Assert.Equal(CommitOutcome.PreconditionFailed, (await Store.CommitAsync(Here, Operation.Delete("n", old))).Outcome);
    }

    [Fact]
    public async Task CommitAsync_WhenReplacedWithTheSameContent_TheETagStillChanges()
    {
        string first = (await Store.CommitAsync(Here, Operation.Create("n", Some()))).Documents[0]!.ETag;
        string second = (await Store.CommitAsync(Here, Operation.Replace("n", Some(), first))).Documents[0]!.ETag;
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task CommitAsync_WhenDeletedAndCreatedAgain_TheOldETagStaysOld()
    {
        string first = (await Store.CommitAsync(Here, Operation.Create("n", Some()))).Documents[0]!.ETag;
        await Store.CommitAsync(Here, Operation.Delete("n"));
        Assert.Null(await Store.ReadAsync(Here, "n"));
        await Store.CommitAsync(Here, Operation.Create("n", Some()));
        Assert.Equal(CommitOutcome.PreconditionFailed, (await Store.CommitAsync(Here, Operation.Replace("n", Some(), first))).Outcome);
    }

    public static TheoryData<string> Missing => ["replace", "patch", "delete"];

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task CommitAsync_WhenTheDocumentIsNotThere_SaysNotFound(string kind)
    {
        Operation operation = kind switch
        {
            "replace" => Operation.Replace("none", Some()),
            "patch" => Operation.Patch("none", PatchStep.Set("/text", "x")),
            _ => Operation.Delete("none"),
        };
        CommitResult result = await Store.CommitAsync(Here, Operation.Create("n", Some()), operation);
        Assert.Equal((CommitOutcome.NotFound, 1), (result.Outcome, result.FailedOperation));
        Assert.Null(await Store.ReadAsync(Here, "n"));
    }

    [Fact]
    public async Task CommitAsync_WhenPatching_ReturnsTheResultAndChangesTheETag()
    {
        string old = (await Store.CommitAsync(Here, Operation.Create("n", Some()))).Documents[0]!.ETag;
        CommitResult result = await Store.CommitAsync(Here, Operation.Patch(
            "n",
            PatchStep.Set("/text", "b"),
            PatchStep.Increment("/count", 2),
            PatchStep.Append("/tags", "t"),
            PatchStep.Set("/nested/key", (string?)null)));
        Stored<Note> now = result.Document<Note>(0);
        Assert.Equal(("b", 2L, "t", null), (now.Value.Text, now.Value.Count, Assert.Single(now.Value.Tags), now.Value.Nested!.Key));
        Assert.NotEqual(old, now.ETag);
        Assert.Equal(now.ETag, (await Store.ReadAsync(Here, "n"))!.ETag);
        Assert.Equal(
            CommitOutcome.PreconditionFailed, (await Store.CommitAsync(Here, new Patch("n", [PatchStep.Set("/text", "c")], old))).Outcome);
        Assert.Null((await Store.CommitAsync(Here, Operation.Patch("n", PatchStep.Remove("/nested")))).Document<Note>(0).Value.Nested);
    }

    public static TheoryData<string> Unfit =>
        [
            "set below nothing",
            "set below null",
            "append to nothing",
            "append to text",
            "increment text",
            "increment null",
            "remove nothing",
        ];

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task CommitAsync_WhenAPatchDoesNotFit_ThrowsAndWritesNothing(string kind)
    {
        await Store.CommitAsync(Here, Operation.Create("n", Some() with { Nested = null }));
        PatchStep step = kind switch
        {
            "set below nothing" => PatchStep.Set("/none/key", "x"),
            "set below null" => PatchStep.Set("/nested/key", "x"),
            "append to nothing" => PatchStep.Append("/none", "x"),
            "append to text" => PatchStep.Append("/text", "x"),
            "increment text" => PatchStep.Increment("/text"),
            "increment null" => PatchStep.Increment("/nested"),
            _ => PatchStep.Remove("/none"),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(
            Here, Operation.Create("other", Some()), Operation.Patch("n", PatchStep.Set("/text", "changed"), step)));
        Assert.Equal("a", (await Store.ReadAsync<Note>(Here, "n"))!.Value.Text);
        Assert.Null(await Store.ReadAsync(Here, "other"));
    }

    [Fact]
    public async Task CommitAsync_WhenAPatchCountsWhatIsMissing_BeginsAtNought()
    {
        await Store.CommitAsync(Here, new Create("n", """{"text":"a","tags":[]}"""u8.ToArray(), null));
        CommitResult result = await Store.CommitAsync(
            Here, Operation.Patch("n", PatchStep.Increment("/count", 3), PatchStep.Increment("/count")));
        Assert.Equal(4, result.Document<Note>(0).Value.Count);
    }

    [Fact]
    public async Task CommitAsync_WhenADocumentHasMembersOfTheStoresOwn_KeepsThemApart()
    {
        byte[] body = """{"id":"x","pk":"y","ttl":1,"due":2,"body":{"_etag":"z"},"_ts":3}"""u8.ToArray();
        string etag = (await Store.CommitAsync(Here, new Create("n", body, null))).Documents[0]!.ETag;
        StoredDocument stored = (await Store.ReadAsync(Here, "n"))!;
        Assert.Equal(("n", etag), (stored.Id, stored.ETag));
        Assert.Equal(body, stored.Body.ToArray());
        Assert.Equal(body, Assert.Single(await Store.ListAsync(Here, "n")).Body.ToArray());
        CommitResult patched = await Store.CommitAsync(
            Here, Operation.Patch("n", PatchStep.Set("/id", "w"), PatchStep.Set("/body/_etag", 1)));
        Assert.Equal(
            """{"id":"w","pk":"y","ttl":1,"due":2,"body":{"_etag":1},"_ts":3}""",
            System.Text.Encoding.UTF8.GetString(patched.Documents[0]!.Body.Span));
        Assert.Empty(await Store.ListDueAsync(Container.Cases, Noon));
    }

    [Fact]
    public async Task CommitAsync_WhenAPatchHasAllItsStepsAndAMark_IsDone()
    {
        await Store.CommitAsync(Here, Operation.Create("n", Some()));
        PatchStep[] steps = [
            PatchStep.Set("/workflowDue", (DateTimeOffset?)Noon.ToOffset(TimeSpan.FromHours(2))),
            .. Enumerable.Repeat(PatchStep.Increment("/count"), CommitLimits.PatchSteps - 1),
        ];
        Note now = (await Store.CommitAsync(Here, Operation.Patch("n", steps))).Document<Note>(0).Value;
        Assert.Equal((CommitLimits.PatchSteps - 1, Noon), (now.Count, now.WorkflowDue));
        Assert.Single(await Store.ListDueAsync(Container.Cases, Noon.AddSeconds(1)));
        Assert.Empty(await Store.ListDueAsync(Container.Cases, Noon));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(
            Here, Operation.Patch("n", [.. steps, PatchStep.Increment("/count")])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2Fb")]
    [InlineData("ä")]
    public async Task CommitAsync_WhenAnIdCannotBeOne_Throws(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Here, Operation.Create(id, Some())));

    [Fact]
    public async Task CommitAsync_WhenPatchesRace_NoneIsLost()
    {
        await Store.CommitAsync(Here, Operation.Create("n", Some()));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => Store.CommitAsync(
            Here, Operation.Patch("n", PatchStep.Increment("/count"), PatchStep.Append("/tags", "t" + i))))));
        Note now = (await Store.ReadAsync<Note>(Here, "n"))!.Value;
        Assert.Equal((100L, 100), (now.Count, now.Tags.Distinct().Count()));
    }

    [Fact]
    public async Task CommitAsync_WhenReplacersRaceWithOneETag_ExactlyOneWins()
    {
        string etag = (await Store.CommitAsync(Here, Operation.Create("n", Some()))).Documents[0]!.ETag;
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Store.CommitAsync(
            Here, Operation.Replace("n", Some("w" + i), etag), Operation.Create("by-" + i, Some())))));
        Assert.Single(results, result => result.IsCommitted);
        Assert.Single(await Store.ListAsync(Here, "by-"));
    }

    [Fact]
    public async Task CommitAsync_WhenThereAreTooManyOperationsOrBytes_IsTooLarge()
    {
        Operation[] many = [.. Enumerable.Range(0, 101).Select(i => Operation.Create("n" + i, Some()))];
        Assert.Equal(CommitOutcome.TooLarge, (await Store.CommitAsync(Here, many)).Outcome);
        Assert.True((await Store.CommitAsync(Here, many[..100])).IsCommitted);
        string long1 = new('x', 1_500_000);
        CommitResult large = await Store.CommitAsync(Here, Operation.Create("l1", Some(long1)), Operation.Create("l2", Some(long1)));
        Assert.Equal((CommitOutcome.TooLarge, 1), (large.Outcome, large.FailedOperation));
        Assert.Null(await Store.ReadAsync(Here, "l1"));
    }

    [Fact]
    public async Task CommitAsync_WhenADocumentIsNamedTwice_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Here, Operation.Create("n", Some()), Operation.Delete("n")));

    [Theory]
    [InlineData("""{"text":"a","count":0,"tags":[],"extra":1}""")]
    [InlineData("""{"text":"a","text":"b","count":0,"tags":[]}""")]
    [InlineData("""{"text":"a","tags":[]}""")]
    [InlineData("""{"text":null,"count":0,"tags":[]}""")]
    public async Task ReadAsync_WhenTheDocumentIsNotExactlyTheType_Throws(string body)
    {
        await Store.CommitAsync(Here, new Create("n", System.Text.Encoding.UTF8.GetBytes(body), null));
        await Assert.ThrowsAsync<JsonException>(() => Store.ReadAsync<Note>(Here, "n"));
    }
}
