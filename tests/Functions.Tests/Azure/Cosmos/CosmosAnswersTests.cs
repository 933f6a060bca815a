using DataSharing.Emulators.Cosmos;
using DataSharing.Functions.Azure.Cosmos;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Azure.Cosmos;

/// <summary>What each answer of the service becomes, and how often a request is sent.</summary>
public sealed class CosmosAnswersTests : IAsyncLifetime
{
    private static readonly Partition Here = Partition.Case("case-1234567");

    private readonly CosmosFake _fake = new();
    private readonly List<string> _sent = [];
    private CosmosPartitionStore? _opened;

    private CosmosPartitionStore Store => _opened!;

    private sealed record Note(string Text);

    public async Task InitializeAsync()
    {
        _opened = await CosmosFixture.ConnectAsync(_fake, new ManualTime { Impatient = true });
        await Store.CommitAsync(Here, Operation.Create("note-1234567", new Note("a")));
        await Store.ReadChangesAsync(Container.Cases, null);
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();

    // Only the first of them, or all.
    private void Fail(CosmosFault fault, int times = 1) => _fake.Faults = call =>
    {
        _sent.Add(call.Operation);
        return _sent.Count <= times ? fault : null;
    };

    [Theory]
    [InlineData(CosmosFaultAt.Before, 0, 0)]
    [InlineData(CosmosFaultAt.Before, 401, 0)]
    [InlineData(CosmosFaultAt.Before, 403, 0)]
    [InlineData(CosmosFaultAt.Before, 404, 1003)]
    [InlineData(CosmosFaultAt.Before, 408, 0)]
    [InlineData(CosmosFaultAt.Before, 500, 0)]
    [InlineData(CosmosFaultAt.Before, 503, 0)]
    [InlineData(CosmosFaultAt.After, 0, 0)]
    [InlineData(CosmosFaultAt.After, 408, 0)]
    [InlineData(CosmosFaultAt.After, 500, 0)]
    [InlineData(CosmosFaultAt.After, 503, 0)]
    public async Task CommitAsync_WhenItsFateIsUnknown_IsSentOnceAndUnavailable(CosmosFaultAt at, int status, int subStatus)
    {
        Fail(new CosmosFault(at, status, subStatus));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Store.CommitAsync(
                Here, Operation.Create("n", new Note("b")), Operation.Patch("note-1234567", PatchStep.Set("/text", "c"))));
        Assert.Equal(["batch"], _sent);
        Assert.Equal(at == CosmosFaultAt.After ? "c" : "a", (await Store.ReadAsync<Note>(Here, "note-1234567"))!.Value.Text);
    }

    [Theory]
    [InlineData(CosmosFaultAt.Before, 429)]
    [InlineData(CosmosFaultAt.Before, 449)]
    [InlineData(CosmosFaultAt.InBatch, 429)]
    [InlineData(CosmosFaultAt.InBatch, 449)]
    public async Task CommitAsync_WhenTheServiceSaysThatItWroteNothing_IsSentAgain(CosmosFaultAt at, int status)
    {
        Fail(new CosmosFault(at, status));
        Assert.True((await Store.CommitAsync(Here, Operation.Create("n", new Note("b")))).IsCommitted);
        Assert.Equal(["batch", "batch"], _sent);
    }

    [Theory]
    [InlineData(CosmosFaultAt.InBatch, 449)]
    [InlineData(CosmosFaultAt.InBatch, 429)]
    public async Task CommitAsync_WhenThatDoesNotEnd_IsUnavailableAndNothingIsWritten(CosmosFaultAt at, int status)
    {
        Fail(new CosmosFault(at, status), int.MaxValue);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.CommitAsync(Here, Operation.Create("n", new Note("b"))));
        Assert.InRange(_sent.Count, 2, 10);
        _fake.Faults = null;
        Assert.Null(await Store.ReadAsync(Here, "n"));
    }

    [Fact]
    public async Task CommitAsync_WhenTheServiceFindsItTooLarge_IsTooLarge()
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, 413));
        Assert.Equal(CommitOutcome.TooLarge, (await Store.CommitAsync(Here, Operation.Create("n", new Note("b")))).Outcome);
        string large = new('x', 1_100_000);
        Assert.True((await Store.CommitAsync(Here, Operation.Create("l", new Note(large)))).IsCommitted);
        Assert.Equal(CommitOutcome.TooLarge, (await Store.CommitAsync(Here, Operation.Patch("l", PatchStep.Set("/more", large)))).Outcome);
    }

    [Fact]
    public async Task CommitAsync_WhenCancelledBefore_SendsNothing()
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, 449), int.MaxValue);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync(Here, [Operation.Delete("note-1234567")], new CancellationToken(canceled: true)));
        Assert.Empty(_sent);
    }

    private Task<object?> AskAsync(string how) => how switch
    {
        "read" => As(Store.ReadAsync(Here, "note-1234567")),
        "list" => As(Store.ListAsync(Here, "note-")),
        "due" => As(Store.ListDueAsync(Container.Cases, DateTimeOffset.MaxValue)),
        _ => As(Store.ReadChangesAsync(Container.Cases, null)),
    };

    private static TheoryData<string, int> Each(params int[] statuses)
    {
        var data = new TheoryData<string, int>();
        foreach (string how in new[] { "read", "list", "due", "changes" })
            foreach (int status in statuses)
                data.Add(how, status);
        return data;
    }

    private static async Task<object?> As<T>(Task<T> task) => await task;

    public static TheoryData<string, int> Passing => Each(429, 449, 500, 503);

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Reading_WhenTheServiceFailsInPassing_IsAnswered(string how, int status)
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, status), 2);
        Assert.NotNull(await AskAsync(how));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(408)]
    public async Task ReadAsync_WhenNoAnswerComes_AsksAgain(int status)
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, status));
        Assert.NotNull(await AskAsync("read"));
        Assert.InRange(_sent.Count, 2, 3);
    }

    public static TheoryData<string, int> Lasting => Each(401, 403, 404, 503);

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task Reading_WhenTheServiceKeepsFailing_IsUnavailableAndNamesNoDocument(string how, int status)
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, status, status == 404 ? 1003 : 0), int.MaxValue);
        StoreUnavailableException failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(how));
        Assert.DoesNotContain("1234567", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Cases", failure.Message, StringComparison.Ordinal);
        Assert.InRange(_sent.Count, 1, 30);
    }

    [Fact]
    public async Task EachOperation_WhenNothingFails_IsOneRequest()
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, 500), times: 0);
        await Store.CommitAsync(Here, Operation.Create("n", new Note("b")), Operation.Patch("note-1234567", PatchStep.Set("/text", "c")));
        await AskAsync("read");
        Assert.Equal(2, (await Store.ListAsync(Here, "")).Count);
        Assert.Single(await Store.ListAsync(Here, "", descending: true, limit: 1));
        Assert.Equal(["batch", "read", "query", "query"], _sent);
    }

    [Fact]
    public async Task EachOperation_WhenClosed_IsUnavailable()
    {
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.CommitAsync(Here, Operation.Delete("note-1234567")));
        foreach (string how in new[] { "read", "list", "due", "changes" })
            await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(how));
    }

    [Fact]
    public async Task Failure_OfACommit_NamesNoDocument()
    {
        Fail(new CosmosFault(CosmosFaultAt.Before, 503), int.MaxValue);
        StoreUnavailableException failure = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            Store.CommitAsync(Here, Operation.Delete("note-1234567")));
        Assert.DoesNotContain("1234567", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
    }
}
