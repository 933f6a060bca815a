using System.Text;
using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Retention;

namespace DataSharing.Functions.Tests.Retention;

public sealed class CaseErasureTests : IAsyncDisposable
{
    private const string Canary = "canary-5e1f0c77-Mirela";

    private readonly RetentionFixture _f = RetentionFixture.Open();

    public async ValueTask DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task EraseAsync_WhenTheLogsAreTruncated_NoFileHoldsRecordPackageOrKeys()
    {
        byte[][] needles = await PrepareAsync();
        Assert.All(needles, needle => Assert.True(_f.Files.Holds(needle)));
        Assert.Equal(CaseCommit.Committed, await EraseAsync());
        await AssertErasedAsync(needles);
        Assert.Equal(
            [$"record:{Some.Case}-main-1"], (await _f.DisposedAsync()).Where(text => text.StartsWith("record", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EraseAsync_WhenItStoppedAfterTheKey_TheNextRunsFinish()
    {
        byte[][] needles = await PrepareAsync();
        await _f.Commits.Erasures.EraseAsync(Some.Case, Some.Entry(LogAction.Disposed, id: "erasure-1"));
        Assert.Equal(2, (await _f.BlobsAsync()).Count);
        _f.Time.Advance(TimeSpan.FromHours(2));
        await _f.RunAsync();
        await AssertErasedAsync(needles);
    }

    [Fact]
    public async Task EraseAsync_WhenRepeatedOrThereIsNoCase_DoesNothingMore()
    {
        await PrepareAsync();
        await EraseAsync();
        string[] told = await _f.DisposedAsync();
        Assert.Equal(CaseCommit.AlreadyDone, await EraseAsync());
        Assert.Equal(told, await _f.DisposedAsync());
        Assert.Equal(CaseCommit.NotFound, await _f.Get<CaseErasure>().EraseAsync("none", Some.Entry(LogAction.Disposed, caseId: "none")));
    }

    [Fact]
    public async Task FinishAsync_WhenTheKeyIsStillThere_TouchesNothing()
    {
        await PrepareAsync();
        await _f.Get<CaseErasure>().FinishAsync(Some.Case);
        Assert.Equal(2, (await _f.BlobsAsync()).Count);
        Assert.True((await _f.FindReleaseAsync("q1")).IsOpen);
    }

    private Task<CaseCommit> EraseAsync() => _f.Get<CaseErasure>().EraseAsync(Some.Case, Some.Entry(LogAction.Disposed, id: "erasure-1"));

    /// <summary>A case with a record and a live package. Returns pieces of everything that must be gone.</summary>
    private async Task<byte[][]> PrepareAsync()
    {
        WrappedKey wrapped = await _f.Get<CaseKeys>().CreateAsync(Some.Holder, default);
        await _f.Commits.Ledger.OpenAsync(Some.Head() with { CaseKey = wrapped }, Some.Facts(), Some.Entry(LogAction.CaseOpened));
        using CaseKey key = await _f.Get<CaseKeys>().OpenAsync(wrapped, default);
        RecordDocument record = await _f.Get<CaseRecords>().SealAsync(
            Some.Case, 1, [new FieldValue { Path = "person.name", State = ValueState.Stated, Text = Canary, RecordedBy = "p1" }], key,
            _f.Now, "p1", default);
        await _f.Commits.Changes.ChangeRecordAsync(Some.Case, record, null, Some.Entry(LogAction.RecordWritten));
        string package = await _f.ReleaseAsync("q1");
        Assert.False(_f.Files.Holds(Encoding.UTF8.GetBytes(Canary)));
        return [
            await PieceAsync(record.Blob.Name),
            await PieceAsync(package),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(wrapped.EncryptedKey)[..40]),
        ];
    }

    private async Task AssertErasedAsync(byte[][] needles)
    {
        Assert.Empty(await _f.BlobsAsync());
        Assert.Null(await _f.Get<CaseRecords>().FindAsync(Some.Case));
        Assert.Equal(
            (ReleaseState.Superseded, null), ((await _f.FindReleaseAsync("q1")).State, (await _f.FindReleaseAsync("q1")).Envelope));
        Assert.Null((await _f.Commits.Ledger.ReadHeadAsync(Some.Case))!.Value.CaseKey);
        Assert.True(await _f.Stores.Truncation.RunAsync());
        Assert.All(needles, needle => Assert.False(_f.Files.Holds(needle)));
    }

    private Task<byte[]> PieceAsync(string blob) => Task.FromResult(
        _f.Stores.BlobFile.Read(session => session.Scalar<byte[]>(
            "SELECT content FROM blobs WHERE name=$1", blob))!.AsSpan(0, 12).ToArray());
}
