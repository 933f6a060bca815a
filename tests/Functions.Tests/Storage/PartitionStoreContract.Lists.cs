using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public abstract partial class PartitionStoreContract
{
    [Fact]
    public async Task ListAsync_WhenPaging_SeesEachDocumentOfThePrefixOnceInOrder()
    {
        await Store.CommitAsync(Here, [.. Enumerable.Range(0, 25).Select(i => Operation.Create($"log-{i:D4}", Some("" + i)))]);
        await Store.CommitAsync(Here, Operation.Create("lo", Some()), Operation.Create("log.", Some()), Operation.Create("loh", Some()));
        await Store.CommitAsync(Partition.Case("case-2"), Operation.Create("log-0001", Some()));
        foreach (bool descending in new[] { false, true })
        {
            var seen = new List<string>();
            for (string? after = null; ;)
            {
                IReadOnlyList<StoredDocument> page = await Store.ListAsync(Here, "log-", descending, 10, after);
                seen.AddRange(page.Select(document => document.Id));
                if (page.Count < 10)
                    break;
                after = page[^1].Id;
            }

            IEnumerable<string> expected = Enumerable.Range(0, 25).Select(i => $"log-{i:D4}");
            Assert.Equal(descending ? expected.Reverse() : expected, seen);
        }
    }

    [Fact]
    public async Task ListAsync_WhenAfterLiesOutsideThePrefix_DoesNotLeaveIt()
    {
        await Store.CommitAsync(Here, Operation.Create("a-1", Some()), Operation.Create("b-1", Some()), Operation.Create("c-1", Some()));
        Assert.Equal("b-1", Assert.Single(await Store.ListAsync(Here, "b-", after: "a")).Id);
        Assert.Equal("b-1", Assert.Single(await Store.ListAsync(Here, "b-", descending: true, after: "c-2")).Id);
        Assert.Empty(await Store.ListAsync(Here, "b-", after: "c"));
        Assert.Empty(await Store.ListAsync(Here, "b-", descending: true, after: "a"));
    }

    [Fact]
    public async Task ListAsync_WhenIdsDifferInCaseAndSigns_IsInOrdinalOrder()
    {
        string[] ids = [
            "B",
            "a",
            "A",
            "b",
            "a-",
            "a.",
            "a0",
            "a1",
            "a10",
            "a2",
            "aa",
            "a_",
            "a~",
            "Z",
            "-",
            "0",
            "a b",
            "a'b",
            "a\"b",
            "a+b",
            "a@b",
            "a:b",
        ];
        await Store.CommitAsync(Here, [.. ids.Select(id => Operation.Create(id, Some(id)))]);
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Store.ListAsync(Here, "")).Select(document => document.Id));
        Assert.Equal(
            ids.Where(id => id.StartsWith('a')).OrderDescending(StringComparer.Ordinal),
            (await Store.ListAsync(Here, "a", descending: true)).Select(document => document.Id));
        foreach (string id in ids)
            Assert.Equal(id, (await Store.ReadAsync<Note>(Here, id))!.Value.Text);
    }

    [Fact]
    public async Task ListAsync_WhenThereIsMuch_GivesAllThatWasAskedFor()
    {
        string some = new('x', 40_000);
        for (int i = 0; i < 5; i++)
            await Store.CommitAsync(Here, [.. Enumerable.Range(0, 40).Select(j => Operation.Create($"m-{i}-{j:D2}", Some(some)))]);
        Assert.Equal(200, (await Store.ListAsync(Here, "m-", limit: 1000)).Count);
        Assert.Equal(150, (await Store.ListAsync(Here, "m-", limit: 150)).Select(document => document.Id).Distinct().Count());
    }

    [Fact]
    public async Task ReadAsync_WhenItExpiresLater_IsThere()
    {
        var link = Partition.Link("f");
        await Store.CommitAsync(link, Operation.Create("n", Some()) with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(1) });
        Assert.NotNull(await Store.ReadAsync(link, "n"));
        await Store.CommitAsync(link, Operation.Replace("n", Some("b")));
        Assert.Equal("b", (await Store.ReadAsync<Note>(link, "n"))!.Value.Text);
    }

    [Fact]
    public async Task ListDueAsync_WhenThereAreMoreThanAsked_GivesTheOldest()
    {
        for (int i = 0; i < 30; i++)
            await Store.CommitAsync(Partition.Case("case-" + i), Operation.Create("d", Some(due: Noon.AddSeconds(i * 7 % 30))));
        IReadOnlyList<FoundDocument> due = await Store.ListDueAsync(Container.Cases, Noon.AddMinutes(1), 12);
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => (DateTimeOffset?)Noon.AddSeconds(i)),
            due.Select(document => document.As<Note>().WorkflowDue));
    }

    [Fact]
    public async Task ListDueAsync_WhenMarksAreOld_FindsThemOldestFirstUntilCleared()
    {
        await Store.CommitAsync(Here, Operation.Create("late", Some(due: Noon)), Operation.Create("none", Some()));
        await Store.CommitAsync(
            Partition.Case("case-2"), Operation.Create("later", Some(due: Noon.AddSeconds(-1))),
            Operation.Create("young", Some(due: Noon.AddMinutes(5))));
        await Store.CommitAsync(Partition.Request("r"), Operation.Create("elsewhere", Some(due: Noon.AddSeconds(-1))));
        IReadOnlyList<FoundDocument> due = await Store.ListDueAsync(Container.Cases, Noon.AddMinutes(1));
        Assert.Equal([("case-2", "later"), ("case-1", "late")], due.Select(d => (d.Partition.Key, d.Id)));
        await Store.CommitAsync(Here, Operation.Patch("late", PatchStep.Set("/workflowDue", (DateTimeOffset?)null)));
        await Store.CommitAsync(Partition.Case("case-2"), Operation.Replace("later", Some()));
        Assert.Empty(await Store.ListDueAsync(Container.Cases, Noon.AddMinutes(1)));
        await Store.CommitAsync(Here, Operation.Patch("none", PatchStep.Set("/workflowDue", (DateTimeOffset?)Noon)));
        Assert.Equal("none", Assert.Single(await Store.ListDueAsync(Container.Cases, Noon.AddMinutes(1))).Id);
    }

    [Fact]
    public async Task ReadChangesAsync_WhenFollowed_SeesEveryDocumentAfterItsLastChange()
    {
        await Store.CommitAsync(Here, Operation.Create("a", Some("1")), Operation.Create("b", Some("1")));
        await Store.CommitAsync(Partition.Request("r"), Operation.Create("x", Some()));
        ChangePage first = await Store.ReadChangesAsync(Container.Cases, null);
        Assert.Equal(["a", "b"], first.Changes.Select(c => c.Id));
        await Store.CommitAsync(Here, Operation.Replace("a", Some("2")));
        await Store.CommitAsync(Partition.Case("case-2"), Operation.Create("c", Some("1")));
        ChangePage second = await Store.ReadChangesAsync(Container.Cases, first.Continuation);
        Assert.Equal([("a", "2"), ("c", "1")], second.Changes.Select(c => (c.Id, c.As<Note>().Text)).Order());
        Assert.Empty((await Store.ReadChangesAsync(Container.Cases, second.Continuation)).Changes);
        ChangePage some = await Store.ReadChangesAsync(Container.Cases, null, idPrefix: "b");
        Assert.Equal("b", Assert.Single(some.Changes).Id);
        Assert.Empty((await Store.ReadChangesAsync(Container.Cases, some.Continuation, idPrefix: "b")).Changes);
    }

    [Fact]
    public async Task ReadChangesAsync_WhenReadInSmallPagesWhileWriting_MissesNothing()
    {
        var seen = new HashSet<string>();
        string? continuation = null;
        async Task DrainAsync()
        {
            ChangePage page;
            do
            {
                page = await Store.ReadChangesAsync(Container.Cases, continuation, 3);
                continuation = page.Continuation;
                seen.UnionWith(page.Changes.Select(c => c.Id));
            }
            while (page.Changes.Count > 0);
        }

        Task writing = Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Store.CommitAsync(
            Partition.Case("case-" + (i % 7)), Operation.Create("d" + i, Some())))));
        while (!writing.IsCompleted)
            await DrainAsync();
        await writing;
        await DrainAsync();
        Assert.Equal(200, seen.Count);
    }
}
