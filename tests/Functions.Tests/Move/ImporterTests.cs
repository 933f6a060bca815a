using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Move;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Sharing;
using DataSharing.Functions.Withdrawal.Links;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Move;

[Trait("Speed", "Slow")]
public sealed class ImporterTests
{
    [Fact]
    public async Task RunAsync_WhenKeysWereMoved_TheyOpenWithTheTargetsAlone()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        PackageEnvelope hub = await f.ReleaseAsync("r1");
        PackageEnvelope own = await f.ReleaseAsync("r2", ownKey: true);
        await f.ExportAsync();
        ImportReport report = await f.ImportAsync();

        Assert.Equal((1, 2, 3), (report.Counts.Cases, report.Counts.Requests, report.Counts.Blobs));
        CaseHead head = (await f.Target.Commits.Ledger.ReadHeadAsync(Some.Case))!.Value;
        Assert.Equal(f.CaseKeyBytes, await f.TargetKeys.UnwrapAsync(head.CaseKey!.KeyId, head.CaseKey.EncryptedKey, default));
        Assert.StartsWith("local:keys/holder-reg-holder/", head.CaseKey.KeyId, StringComparison.Ordinal);
        PackageEnvelope moved = (await f.Target.LoadAsync("r1")).Release!.Value.Envelope!;
        Assert.Equal(
            await f.SourceKeys.UnwrapAsync(hub.ReadKeyId(), hub.EncryptedKey, default),
            await f.TargetKeys.UnwrapAsync(moved.ReadKeyId(), moved.EncryptedKey, default));
        Assert.Equal([hub.ProtectedHeader, hub.Iv], [moved.ProtectedHeader, moved.Iv]);
        PackageEnvelope theirs = (await f.Target.LoadAsync("r2")).Release!.Value.Envelope!;
        Assert.Equal([own.EncryptedKey, own.ProtectedHeader], [theirs.EncryptedKey, theirs.ProtectedHeader]);
        Assert.Null(theirs.WrappedBy);
        foreach (string secret in new[] { "withdrawal-links", "opaque-ids", "idempotency" })
            Assert.Equal(await f.SourceKeys.GetSecretAsync(new(secret), default), await f.TargetKeys.GetSecretAsync(new(secret), default));
        await f.Target.VerifyAsync();
    }

    [Fact]
    public async Task RunAsync_WhenPackagesWereSigned_TheTargetPublishesTheSourcesKeysAndSignsWithItsOwn()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        using PackageSigner source = Signer(f.Source, f.SourceKeys), target = Signer(f.Target, f.TargetKeys);
        string first = (await source.PublicKeysAsync(default))[0].Id;
        await f.SourceKeys.RotateAsync(PackageSigner.Key, default);
        await f.ExportAsync();
        await f.ImportAsync();

        IReadOnlyList<SignerKey> published = await target.PublicKeysAsync(default);
        Assert.Equal(3, published.Count);
        Assert.Contains(published, key => key.Id == first);
        Assert.Single(await f.TargetKeys.GetPublicKeysAsync(PackageSigner.Key, default));
    }

    [Fact]
    public async Task RunAsync_WhenNothingWasSigned_MakesNoKey()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        await f.ExportAsync();
        await f.ImportAsync();
        foreach (IKeyService keys in (IKeyService[])[f.SourceKeys, f.TargetKeys])
            await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.GetPublicKeysAsync(PackageSigner.Key, default));
    }

    [Fact]
    public void Read_WhenTheTransferKeyIsElliptic_Refuses()
    {
        using var key = new OwnKey("P-256");
        Assert.Contains("RSA", Assert.Throws<MoveException>(() => TransferKey.Read(key.Jwk.ToJsonString(), "file")).Message, StringComparison.Ordinal);
    }

    private static PackageSigner Signer(StoreFixture stores, IKeyService keys) =>
        new(keys, new FormerSigners(stores.Store, NullLogger<FormerSigners>.Instance), stores.Time);

    [Fact]
    public async Task RunAsync_WhenStoppedButNotYetEnforced_TheReleaseArrivesWithoutItsKey()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        await f.ReleaseAsync("r1");
        await f.Source.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1"), Some.Entry(LogAction.WithdrawalRecorded));
        await f.ExportAsync();
        ImportReport report = await f.ImportAsync();

        Assert.Equal((1, 1), (report.Counts.Blobs, report.Counts.Stops));
        CaseSnapshot now = await f.Target.LoadAsync("r1");
        Assert.Null(now.Release!.Value.Envelope);
        Assert.Single(now.Head.Stops);
        Assert.Equal("w1", Assert.Single((await f.Target.Stores.Journal.ReadAsync()).Entries).Id);
        IReadOnlyList<FoundDocument> due = await f.Target.Store.ListDueAsync(Container.Cases, DateTimeOffset.MaxValue.AddDays(-1));
        Assert.Contains(due, found => found.Id == CaseIds.Withdrawal("w1"));
        Assert.Single(await f.Target.Store.ListDueAsync(Container.Requests, DateTimeOffset.MaxValue.AddDays(-1)));
    }

    [Fact]
    public async Task RunAsync_WhenAnErasureCameLater_TheCaseArrivesWithoutItsKey()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        await f.ExportAsync();
        await f.Source.Commits.Erasures.EraseAsync(Some.Case, Some.Entry(LogAction.Disposed, id: "erase-1"));
        ImportReport report = await f.ImportAsync(later: (await f.Source.Stores.Journal.ReadAsync()).Entries);
        Assert.Equal(1, report.Applied);
        Assert.Null((await f.Target.Commits.Ledger.ReadHeadAsync(Some.Case))!.Value.CaseKey);
    }

    [Theory]
    [InlineData(Fault.Failed)]
    [InlineData(Fault.FailedButPersisted)]
    public async Task RunAsync_WhenItBreaksOffAnywhere_KeepsTheStoreClosedAndGoesOnNextTime(Fault fault)
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync(entries: 120);
        await f.ReleaseAsync("r1");
        await f.Source.Commits.Stops.WithdrawAsync(Some.Withdrawal("w1", "c9"), Some.Entry(LogAction.WithdrawalRecorded));
        await f.Source.Store.CommitAsync(
            Partition.Link("l1"), Operation.Create(LinkTarget.Id, new LinkTarget(Some.Case, "link-1", Some.Noon.AddDays(9))));
        await f.ExportAsync();
        for (int at = 1, commits = int.MaxValue; at <= commits; at++)
        {
            await using var target = new StoreFixture();
            var store = new ScriptedStore(target.Store) { FailAt = at, Fault = fault };
            try
            {
                await f.ImportAsync(target, store);
                commits = store.Commits;
            }
            catch (StoreUnavailableException)
            {
                Stored<ImportMark>? mark = await target.Store.ReadAsync<ImportMark>(Partition.System("gate"), "import");
                if (mark is { Value.DoneAt: null })
                    await Assert.ThrowsAsync<InvalidDataException>(MoveFixture.GateOf(target).OpenAsync);
                Assert.Equal(mark is { Value.DoneAt: not null }, (await f.ImportAsync(target)).WasThere);
            }

            await MoveFixture.GateOf(target).OpenAsync();
            await target.VerifyAsync();
            Assert.NotNull(await target.Store.ReadAsync(Partition.Link("l1"), LinkTarget.Id));
        }
    }

    [Fact]
    public async Task RunAsync_WhenALinkWasSent_LeavesItsEndToItsReadersAndNotToTheStore()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        var target = new LinkTarget(Some.Case, "link-1", Some.Noon.AddDays(9));
        await f.Source.Store.CommitAsync(Partition.Link("l1"), Operation.Create(LinkTarget.Id, target));
        await f.Source.Store.CommitAsync(Partition.Link("n1"), Operation.Create(StopNumbers.DocumentId, target));
        await f.ExportAsync();
        await f.ImportAsync(f.Target);
        await MoveFixture.GateOf(f.Target).OpenAsync();
        f.Target.Time.Step(TimeSpan.FromDays(60));
        await f.Target.Stores.SweepAsync();
        Assert.NotNull(await f.Target.Store.ReadAsync(Partition.Link("l1"), LinkTarget.Id));
        Assert.Null(await f.Target.Store.ReadAsync(Partition.Link("n1"), StopNumbers.DocumentId));
    }

    [Fact]
    public async Task RunAsync_WhenTheTargetHasOtherSecrets_IsRefused()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        await f.TargetKeys.GetSecretAsync(KeyName.WithdrawalLinks, default);
        await f.ExportAsync();
        MoveException refused = await Assert.ThrowsAsync<MoveException>(() => f.ImportAsync());
        Assert.Contains("withdrawal-links", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(MoveFixture.GateOf(f.Target).OpenAsync);
    }

    [Fact]
    public async Task RunAsync_WhenTheSourcesLogIsBroken_IsNotEvenExported()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        await f.Source.Store.CommitAsync(Partition.Case(Some.Case), Operation.Delete(CaseIds.Chained(2)));
        MoveException refused = await Assert.ThrowsAsync<MoveException>(f.ExportAsync);
        Assert.Contains("broken at entry 2", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(f.Export, "manifest.json")));
    }

    [Fact]
    public async Task RunAsync_WhenMovedTwice_KeysStillOpen()
    {
        await using var f = new MoveFixture();
        await f.OpenCaseAsync();
        PackageEnvelope first = await f.ReleaseAsync("r1");
        await f.ExportAsync();
        await f.ImportAsync();
        await using var third = new StoreFixture();
        var keys = new Embedded.Keys.LocalKeyStore(third.Directory.File("keys"));
        (string jwk, _) = await TransferKey.MakeAsync(keys);
        string again = third.Directory.File("export");
        await new Exporter(
            f.Target.Store, f.Target.Stores.Blobs, f.TargetKeys, f.Target.Stores.Journal,
            f.Target.Time).RunAsync(again, TransferKey.Read(jwk, "key"));
        await new Importer(
            new StoreGate(third.Store, third.Stores.Journal, third.Time), third.Stores.Blobs, keys, third.Stores.Journal,
            third.Time).RunAsync(again);
        PackageEnvelope last = (await third.LoadAsync("r1")).Release!.Value.Envelope!;
        Assert.Equal(
            await f.SourceKeys.UnwrapAsync(first.ReadKeyId(), first.EncryptedKey, default),
            await keys.UnwrapAsync(last.ReadKeyId(), last.EncryptedKey, default));
    }
}
