using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Retention;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Retention;

public sealed class BlobSweepTests : IAsyncLifetime
{
    private readonly RetentionFixture _f = RetentionFixture.Open();

    public Task InitializeAsync() => _f.OpenCaseAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task RunAsync_WhenAReleaseIsPastItsEnd_EndsItAndRemovesItsPackage()
    {
        string blob = await _f.ReleaseAsync("q1");
        _f.Time.Advance(RetentionFixture.Month - RetentionFixture.Second);
        await _f.RunAsync();
        Assert.True((await _f.FindReleaseAsync("q1")).IsOpen);
        Assert.Contains(blob, await _f.BlobsAsync());

        _f.Time.Advance(RetentionFixture.Second);
        await _f.RunAsync();
        Release release = await _f.FindReleaseAsync("q1");
        RequestLife request = (await _f.Get<RequestStore>().FindAsync("q1"))!.Value;
        Assert.Equal((ReleaseState.Expired, null), (release.State, release.Envelope));
        Assert.Equal((RequestState.Closed, Ending.Expired), (request.State, request.Ending));
        Assert.Empty(await _f.BlobsAsync());
    }

    [Fact]
    public async Task RunAsync_WhenTheRequestNeverSaidReleased_StillEndsTheRelease()
    {
        await _f.ReleaseAsync("q1");
        await _f.PutAsync(_f.Request("q1", RequestState.Submitted));
        _f.Time.Advance(RetentionFixture.Month);
        await _f.RunAsync();
        Assert.Equal(ReleaseState.Expired, (await _f.FindReleaseAsync("q1")).State);
        Assert.Empty(await _f.BlobsAsync());
    }

    [Fact]
    public async Task RunAsync_WhenAnEndedReleaseLeftItsPackage_RemovesItAndSaysSo()
    {
        await _f.ReleaseAsync("q1");
        await _f.Commits.Releases.EndReleaseAsync(
            (await _f.Commits.Ledger.LoadAsync(Some.Case, "q1"))!, ReleaseEnd.Closed, Some.Entry(LogAction.ReleaseClosed, "q1"));
        await _f.RunAsync();
        Assert.Single(await _f.BlobsAsync());
        _f.Time.Advance(BlobSweep.TooYoung + RetentionFixture.Second);
        await _f.RunAsync();
        Assert.Empty(await _f.BlobsAsync());
        Assert.StartsWith("package:q1-", Assert.Single(await _f.DisposedAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WhenACommitNeverCame_RemovesItsBlobAfterAnHourAndKeepsTheOther()
    {
        string live = await _f.ReleaseAsync("q1");
        string lost = BlobNames.NewPackage("q1"), nobodys = BlobNames.NewPackage("q9"), unknown = "something-else";
        foreach (string name in new[] { lost, nobodys, unknown })
            await _f.Stores.Blobs.CreateAsync(name, new byte[] { 1 });
        _f.Time.Advance(BlobSweep.TooYoung);
        await _f.RunAsync();
        Assert.Equal(4, (await _f.BlobsAsync()).Count);
        _f.Time.Advance(RetentionFixture.Second);
        await _f.RunAsync();
        Assert.Equal([live, unknown], (await _f.BlobsAsync()).Order(StringComparer.Ordinal));
        Assert.StartsWith("package:q9-", Assert.Single(await _f.DisposedOfAgencyAsync(LogStream.Hub)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WhenARecordWasReplaced_RemovesTheFormerVersionOnly()
    {
        RecordDocument first = await RecordAsync(1, null), second = await RecordAsync(2, "any");
        await _f.Stores.Blobs.CreateAsync(BlobNames.NewRecord("no-such-case", 1), new byte[] { 1 });
        Assert.Equal(3, (await _f.BlobsAsync()).Count);
        _f.Time.Advance(TimeSpan.FromDays(400));
        await _f.RunAsync();
        Assert.NotEqual(first.Blob.Name, second.Blob.Name);
        Assert.Equal([second.Blob.Name], await _f.BlobsAsync());
    }

    [Fact]
    public async Task RunAsync_WhenThereAreMoreBlobsThanOneRunLooksAt_ComesRoundToAll()
    {
        for (int i = 0; i < 2100; i++)
            await _f.Stores.Blobs.CreateAsync(BlobNames.NewPackage($"q{i:D5}"), new byte[] { 1 });
        _f.Time.Advance(TimeSpan.FromHours(2));
        BlobSweep sweep = _f.Get<BlobSweep>();
        Assert.Equal(2000, await sweep.RunAsync());
        Assert.Equal(100, await sweep.RunAsync());
        Assert.Empty(await _f.BlobsAsync());
    }

    [Theory]
    [InlineData("packages/q1/0f", "q1", null, "0f")]
    [InlineData("record-case-7-x-12-0f", null, "case-7-x", "0f")]
    [InlineData("record-case", null, null, null)]
    [InlineData("packages/q1", null, null, null)]
    [InlineData("other", null, null, null)]
    public void OwnerOf_WhenGivenAName_TellsWhoseItIsOrThatItCannot(string name, string? request, string? caseId, string? attempt) =>
        Assert.Equal(attempt is null ? null : new BlobOwner(request, caseId, attempt), BlobNames.OwnerOf(name));

    [Fact]
    public void OwnerOf_WhenTheNameIsNew_FindsTheOwner()
    {
        Assert.Equal("q-1", BlobNames.OwnerOf(BlobNames.NewPackage("q-1"))!.RequestId);
        Assert.Equal("case-1", BlobNames.OwnerOf(BlobNames.NewRecord("case-1", 12))!.CaseId);
    }

    private async Task<RecordDocument> RecordAsync(long version, string? replaced)
    {
        string name = BlobNames.NewRecord(Some.Case, version);
        await _f.Stores.Blobs.CreateAsync(name, new byte[] { 1 });
        var record = new RecordDocument("main", version, [], new BlobReference(name, BlobDigest.Of([1]), 1), _f.Now, "p1");
        string? etag = replaced is null ? null : (await _f.Store.ReadAsync(Partition.Case(Some.Case), CaseIds.Record("main")))!.ETag;
        Assert.Equal(
            CaseCommit.Committed, await _f.Commits.Changes.ChangeRecordAsync(Some.Case, record, etag, Some.Entry(LogAction.RecordWritten)));
        return record;
    }
}
