using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;
using DataSharing.Domain.Requests;
using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Keys;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Integrity;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Move;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Move;

/// <summary>A source with a case, its record and releases, and an empty target, each with a key store of its own.</summary>
internal sealed class MoveFixture : IAsyncDisposable
{
    public MoveFixture()
    {
        Source = new StoreFixture();
        Target = new StoreFixture();
        SourceKeys = new LocalKeyStore(Source.Directory.File("keys"));
        TargetKeys = new LocalKeyStore(Target.Directory.File("keys"));
    }

    public StoreFixture Source { get; }

    public StoreFixture Target { get; }

    public LocalKeyStore SourceKeys { get; }

    public LocalKeyStore TargetKeys { get; }

    public byte[] CaseKeyBytes { get; private set; } = [];

    public string Export => Source.Directory.File("export");

    /// <summary>A case with a record and its key, and entries to fill some batches.</summary>
    public async Task OpenCaseAsync(int entries = 0)
    {
        WrappedKey key = await new CaseKeys(SourceKeys).CreateAsync(Some.Holder, default);
        CaseKeyBytes = await SourceKeys.UnwrapAsync(key.KeyId, key.EncryptedKey, default);
        await Source.Commits.Ledger.OpenAsync(Some.Head() with { CaseKey = key }, Some.Facts(), Some.Entry(LogAction.CaseOpened));
        await Source.ConsentAsync();
        byte[] box = [1, 2, 3, 4];
        string name = BlobNames.NewRecord(Some.Case, 1);
        await Source.Stores.Blobs.CreateAsync(name, box);
        await Source.Commits.Changes.ChangeRecordAsync(
            Some.Case, new RecordDocument("main", 1, [], new BlobReference(name, BlobDigest.Of(box), box.Length), Some.Noon, "p1"), null,
            Some.Entry(LogAction.RecordWritten));
        for (int i = 0; i < entries; i++)
            await Source.Commits.Ledger.NoteAsync(Some.Case, Some.Entry(LogAction.RecordRead));
        await Source.Commits.Ledger.ChainAsync(Some.Case);
    }

    /// <summary>A live release with its request. Returns the envelope.</summary>
    public async Task<PackageEnvelope> ReleaseAsync(string id, bool ownKey = false)
    {
        await SourceKeys.EnsureAsync(PackageSealer.HubKey(Some.Shelter), KeyKind.Wrapping, default);
        using var key = ContentKey.Create();
        WrappedKey wrapped = await SourceKeys.WrapAsync(PackageSealer.HubKey(Some.Shelter), key.Reveal(), default);
        var header = new PackageHeader(ownKey ? "their-own" : wrapped.KeyId, id, Some.Shelter, "referral", "c1#1", "p");
        SealedPackage package = Jwe.Seal(header, [7], key, wrapped.EncryptedKey);
        string name = BlobNames.NewPackage(id);
        await Source.Stores.Blobs.CreateAsync(name, package.Body);
        Release release = Some.Release(id) with
        {
            RequestId = id,
            Envelope = package.Envelope,
            Blob = new BlobReference(name, BlobDigest.Of(package.Body.Span), package.Body.Length),
        };
        await new RequestStore(Source.Store, Source.Time).CreateAsync(new RequestLife
        {
            Request = new SharingRequest
            {
                Id = id,
                Direction = Direction.Send,
                Sender = Some.Holder,
                Recipient = Some.Shelter,
                Submitted = new Approval(Some.Holder, "p1", Some.Noon),
                Pathway = "referral",
            },
            BodyDigest = "",
            SubmittedAt = Some.Noon,
            CaseId = Some.Case,
            State = RequestState.Released,
            ReleasedAt = Some.Noon,
            ExpiresAt = Some.Noon.AddDays(30),
            OwnKey = ownKey,
        });
        Assert.Equal(
            CaseCommit.Committed,
            await Source.Commits.Releases.ReleaseAsync(await Source.LoadAsync(), release, Some.Entry(LogAction.ReleaseCreated, id)));
        return package.Envelope;
    }

    public async Task<ExportReport> ExportAsync()
    {
        (string jwk, _) = await TransferKey.MakeAsync(TargetKeys);
        return await new Exporter(
            Source.Store, Source.Stores.Blobs, SourceKeys, Source.Stores.Journal,
            Source.Time).RunAsync(Export, TransferKey.Read(jwk, "key"));
    }

    public Task<ImportReport> ImportAsync(
        StoreFixture? target = null, IPartitionStore? store = null, IReadOnlyList<StopEntry>? later = null)
    {
        target ??= Target;
        return new Importer(
            GateOf(target, store), target.Stores.Blobs, TargetKeys, target.Stores.Journal, target.Time).RunAsync(Export, later: later);
    }

    public static StoreGate GateOf(StoreFixture target, IPartitionStore? store = null) =>
        new(store ?? target.Store, target.Stores.Journal, target.Time);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
    }
}
