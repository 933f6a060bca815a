using DataSharing.Domain.AccessLog;
using DataSharing.Embedded.Keys;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Tests.Azure.KeyVault;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>Rotation of holders' keys, on every key store.</summary>
public abstract class CaseKeyRotationContract : IAsyncLifetime
{
    private StoreFixture _f = null!;
    private CountedKeyService _keys = null!;

    private protected abstract Task<IKeyService> OpenKeysAsync(StoreFixture stores);

    protected abstract Task CloseKeysAsync();

    public async Task InitializeAsync()
    {
        _f = OpenStores();
        _keys = Counted(await OpenKeysAsync(_f));
    }

    public async Task DisposeAsync()
    {
        _keys.Dispose();
        await CloseKeysAsync();
        await _f.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_WhenAHolderRotated_WrapsItsCasesAnewAndSaysSo()
    {
        byte[] first = await OpenCaseAsync("case-a", "reg-1"), other = await OpenCaseAsync("case-b", "reg-2");
        string before = (await KeyOfAsync("case-b"))!.KeyId;
        string current = await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        Assert.Equal(1, await Rotation().RunAsync());
        Assert.Equal((current, before), ((await KeyOfAsync("case-a"))!.KeyId, (await KeyOfAsync("case-b"))!.KeyId));
        Assert.Equal(first, await UnwrapAsync("case-a"));
        Assert.Equal(other, await UnwrapAsync("case-b"));
        Assert.Equal(1, await EntriesAsync("case-a"));
        Assert.Equal(0, await EntriesAsync("case-b"));
        await _f.VerifyAsync("case-a");
    }

    [Fact]
    public async Task RunAsync_WhenNothingRotatedSince_AsksForNoKeyAgain()
    {
        await OpenCaseAsync("case-a", "reg-1");
        await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        await Rotation().RunAsync();
        long unwraps = _keys.Unwraps;
        Assert.Equal(0, await Rotation().RunAsync());
        Assert.Equal(0, await Rotation().RunAsync());
        Assert.Equal(unwraps, _keys.Unwraps);
    }

    [Fact]
    public async Task RunAsync_WhenRotatedAgain_BeginsAnewAndReachesEveryCase()
    {
        var expected = new Dictionary<string, byte[]>();
        for (int i = 0; i < 105; i++)
            expected["case-" + i] = await OpenCaseAsync("case-" + i, "reg-1");
        Assert.Equal(0, await Rotation().RunAsync());
        await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        string current = await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        Assert.Equal(105, await Rotation().RunAsync());
        foreach ((string caseId, byte[] key) in expected)
        {
            Assert.Equal(current, (await KeyOfAsync(caseId))!.KeyId);
            Assert.Equal(key, await UnwrapAsync(caseId));
        }
    }

    [Fact]
    public async Task RunAsync_WhenTheCaseIsErasedMeanwhile_StaysErased()
    {
        await OpenCaseAsync("case-a", "reg-1");
        await OpenCaseAsync("case-e", "reg-1");
        await _f.Commits.Erasures.EraseAsync("case-e", Some.Entry(LogAction.Disposed, id: "e1", caseId: "case-e"));
        await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        var hooked = new BeforeUnwrap(
            _keys, () => _f.Commits.Erasures.EraseAsync("case-a", Some.Entry(LogAction.Disposed, id: "e2", caseId: "case-a")));
        Assert.Equal(0, await Rotation(hooked).RunAsync());
        Assert.Null(await KeyOfAsync("case-a"));
        Assert.Null(await KeyOfAsync("case-e"));
        await _f.VerifyAsync("case-a");
    }

    [Fact]
    public async Task RunAsync_WhenAStopCommitsMeanwhile_KeepsTheStop()
    {
        byte[] key = await OpenCaseAsync("case-a", "reg-1");
        string current = await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        bool stopped = false;
        var hooked = new BeforeUnwrap(_keys, async () =>
        {
            if (!stopped)
                await _f.Commits.Changes.CloseAsync("case-a", Some.Entry(LogAction.CaseClosed, caseId: "case-a"));
            stopped = true;
        });
        Assert.Equal(1, await Rotation(hooked).RunAsync());
        CaseHead head = (await _f.Commits.Ledger.ReadHeadAsync("case-a"))!.Value;
        Assert.Equal((CaseStatus.Closed, current), (head.Status, head.CaseKey!.KeyId));
        Assert.Equal(key, await UnwrapAsync("case-a"));
    }

    [Fact]
    public async Task RunAsync_WhenAnAgencyTookItsKeyAway_DoesTheOthersAndTriesAgainInADay()
    {
        await OpenCaseAsync("case-a", "reg-1");
        await OpenCaseAsync("case-b", "reg-2");
        await _keys.RotateAsync(CaseKeys.HolderKey("reg-1"), default);
        await _keys.RotateAsync(CaseKeys.HolderKey("reg-2"), default);
        var withheld = new Withheld(_keys, CaseKeys.HolderKey("reg-1"));
        Assert.Equal(1, await Rotation(withheld).RunAsync());
        // Given back, but not looked at before the day is over.
        Assert.Equal(0, await Rotation().RunAsync());
        _f.Time.Advance(CaseKeyRotation.Again);
        Assert.Equal(1, await Rotation().RunAsync());
        Assert.Equal(0, await Rotation().RunAsync());
    }

    private static StoreFixture OpenStores() => new();

    private static CountedKeyService Counted(IKeyService keys) => new(keys);

    private CaseKeyRotation Rotation(IKeyService? keys = null) =>
        new(_f.Commits.Ledger, _f.Commits.Changes, _f.Store, keys ?? _keys, _f.Time, NullLogger<CaseKeyRotation>.Instance);

    private async Task<byte[]> OpenCaseAsync(string caseId, string holder)
    {
        var caseKeys = new CaseKeys(_keys);
        WrappedKey wrapped = await caseKeys.CreateAsync(holder, default);
        CaseHead head = Some.Head(caseId) with { Holder = holder, CaseKey = wrapped };
        Assert.Equal(
            CaseCommit.Committed,
            await _f.Commits.Ledger.OpenAsync(
                head, Some.Facts(caseId) with { Holder = holder }, Some.Entry(LogAction.CaseOpened, caseId: caseId)));
        return await UnwrapAsync(caseId);
    }

    private async Task<WrappedKey?> KeyOfAsync(string caseId) => (await _f.Commits.Ledger.ReadHeadAsync(caseId))!.Value.CaseKey;

    private async Task<byte[]> UnwrapAsync(string caseId)
    {
        WrappedKey wrapped = (await KeyOfAsync(caseId))!;
        return await _keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default);
    }

    private async Task<int> EntriesAsync(string caseId)
    {
        (_, IReadOnlyList<LogEntry> chained, IReadOnlyList<LogEntry> waiting) = (await _f.Commits.Ledger.ReadLogAsync(caseId))!.Value;
        return chained.Concat(waiting).Count(entry => entry.Action == LogAction.KeyRewrapped);
    }

    private class Passing(IKeyService inner) : IKeyService
    {
        public virtual Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation) =>
            inner.UnwrapAsync(keyId, wrapped, cancellation);

        public Task<string> EnsureHolderKeyAsync(KeyName key, CancellationToken cancellation) =>
            inner.EnsureHolderKeyAsync(key, cancellation);

        public Task<PublicKeyInfo> GetPublicKeyAsync(KeyName key, CancellationToken cancellation) =>
            inner.GetPublicKeyAsync(key, cancellation);

        public Task<IReadOnlyList<PublicKeyInfo>> GetPublicKeysAsync(KeyName key, CancellationToken cancellation) =>
            inner.GetPublicKeysAsync(key, cancellation);

        public Task<WrappedKey> WrapAsync(KeyName key, ReadOnlyMemory<byte> contentKey, CancellationToken cancellation) =>
            inner.WrapAsync(key, contentKey, cancellation);

        public Task<SignedDigest> SignAsync(KeyName key, ReadOnlyMemory<byte> sha256, CancellationToken cancellation) =>
            inner.SignAsync(key, sha256, cancellation);

        public Task<string> EnsureAsync(KeyName key, KeyKind kind, CancellationToken cancellation) =>
            inner.EnsureAsync(key, kind, cancellation);

        public Task<string> RotateAsync(KeyName key, CancellationToken cancellation) => inner.RotateAsync(key, cancellation);

        public Task<byte[]> GetSecretAsync(KeyName secret, CancellationToken cancellation) => inner.GetSecretAsync(secret, cancellation);
    }

    private sealed class BeforeUnwrap(IKeyService inner, Func<Task> before) : Passing(inner)
    {
        public override async Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation)
        {
            await before();
            return await base.UnwrapAsync(keyId, wrapped, cancellation);
        }
    }

    private sealed class Withheld(IKeyService inner, KeyName key) : Passing(inner)
    {
        public override Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellation) =>
            keyId.Contains(key.Name, StringComparison.Ordinal)
                ? throw new KeyUnavailableException(keyId)
                : base.UnwrapAsync(keyId, wrapped, cancellation);
    }
}

public sealed class LocalCaseKeyRotationTests : CaseKeyRotationContract
{
    private protected override Task<IKeyService> OpenKeysAsync(StoreFixture stores) =>
        Task.FromResult<IKeyService>(new LocalKeyStore(stores.Directory.File("keys")));

    protected override Task CloseKeysAsync() => Task.CompletedTask;
}

public sealed class VaultCaseKeyRotationTests : CaseKeyRotationContract
{
    private VaultFixture _vault = null!;

    private protected override async Task<IKeyService> OpenKeysAsync(StoreFixture stores)
    {
        _vault = await VaultFixture.OpenAsync();
        return _vault.Open();
    }

    protected override async Task CloseKeysAsync() => await _vault.DisposeAsync();
}
