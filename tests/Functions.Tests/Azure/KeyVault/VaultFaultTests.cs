using DataSharing.Domain.Sealing;
using DataSharing.Emulators.Vault;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Azure.KeyVault;

/// <summary>A vault that throttles, refuses, answers too late or not at all.</summary>
public sealed class VaultFaultTests : IAsyncLifetime
{
    private static readonly KeyName Hub = new("holder-reg-1");

    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task Unwrap_WhenTheVaultStumbles_RepeatsUntilItAnswers(int status)
    {
        (VaultKeyService keys, WrappedKey wrapped) = await WrappedAsync();
        _f.Vault.Faults.Add(new VaultFault("unwrapkey", status), times: 3);
        Assert.Equal(new byte[32], await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        Assert.Equal(4, _f.Vault.Count("unwrapkey"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(0)]
    [InlineData(403)]
    [InlineData(401)]
    public async Task Unwrap_WhenTheVaultDoesNotLetUs_IsUnavailableAndNamesTheKeyOnly(int status)
    {
        (VaultKeyService keys, WrappedKey wrapped) = await WrappedAsync();
        _f.Vault.Faults.Add(new VaultFault("unwrapkey", status, "SomeCode"), times: 100);
        KeyUnavailableException thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.UnwrapAsync(
            wrapped.KeyId, wrapped.EncryptedKey, default));
        Assert.Equal(wrapped.KeyId, thrown.KeyId);
        string told = thrown.ToString();
        Assert.DoesNotContain("injected", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(wrapped.EncryptedKey)[..20], told, StringComparison.Ordinal);
        // Throttled and unanswered calls are repeated so often and no more, refused ones never.
        int expected = status is 403 ? 1 : status is 401 ? 1 : 1 + _f.Options.Repetitions;
        Assert.Equal(expected, _f.Vault.Count("unwrapkey"));
    }

    [Fact]
    public async Task Unwrap_WhenToldToComeBackInAnHour_WaitsNoLongerThanItsPatience()
    {
        (_, WrappedKey wrapped) = await WrappedAsync();
        VaultKeyService keys = _f.Open(_f.Options with { Patience = TimeSpan.FromMilliseconds(500) });
        await keys.GetPublicKeyAsync(Hub, default);
        _f.Vault.Faults.Add(new VaultFault("unwrapkey", 429, RetryAfter: "3600"), times: 100);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        // Repeating a millisecond later, as without Retry-After, would have shown here.
        Assert.Equal(1, _f.Vault.Count("unwrapkey"));
    }

    [Fact]
    public async Task Unwrap_WhenTheCallerGivesUp_IsCancelled()
    {
        (VaultKeyService keys, WrappedKey wrapped) = await WrappedAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keys.UnwrapAsync(
            wrapped.KeyId, wrapped.EncryptedKey, cancelled.Token));
    }

    [Fact]
    public async Task Unwrap_WhenTheBytesAreAltered_SaysSoAfterOneCallMore()
    {
        (VaultKeyService keys, WrappedKey wrapped) = await WrappedAsync();
        byte[] altered = [.. wrapped.EncryptedKey];
        altered[10] ^= 1;
        SealingException thrown = await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(wrapped.KeyId, altered, default));
        Assert.Equal(SealingFailure.TagMismatch, thrown.Failure);
        thrown = await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(wrapped.KeyId, altered.AsMemory(1), default));
        Assert.Equal(SealingFailure.WrongLength, thrown.Failure);
    }

    [Fact]
    public async Task Rotate_WhenTheAnswerIsLost_LeavesAnExtraVersionAndEverythingOpens()
    {
        (VaultKeyService keys, WrappedKey wrapped) = await WrappedAsync();
        _f.Vault.Faults.Add(new VaultFault("keys.rotate", 0, AfterEffect: true));
        string current = await keys.RotateAsync(Hub, default);
        Assert.Equal(current, _f.Vault.Keys.VersionsOf(Hub.Name)[^1]);
        Assert.Equal(3, _f.Vault.Keys.VersionsOf(Hub.Name).Count);
        Assert.Equal(new byte[32], await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        Assert.Equal(current, (await keys.WrapAsync(Hub, new byte[32], default)).KeyId);
    }

    [Fact]
    public async Task Ensure_WhenTheAnswerIsLost_GoesOnWithTheCurrentVersion()
    {
        VaultKeyService keys = _f.Open();
        _f.Vault.Faults.Add(new VaultFault("keys.create", 503, AfterEffect: true));
        Assert.Equal(await keys.EnsureAsync(Hub, KeyKind.Wrapping, default), _f.Vault.Keys.VersionsOf(Hub.Name)[^1]);
    }

    [Fact]
    public async Task AnyCall_WhenNobodyListens_IsUnavailable()
    {
        VaultKeyService keys = _f.Open();
        await _f.Vault.DisposeAsync();
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.EnsureAsync(Hub, KeyKind.Wrapping, default));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => keys.GetSecretAsync(new("link"), default));
    }

    [Fact]
    public async Task Vault_WhenUsed_NeverGotABodyBeforeItHadSaidWhoItIs()
    {
        (_, WrappedKey wrapped) = await WrappedAsync();
        await _f.Open().UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default);
        await _f.Open().GetSecretAsync(new("link"), default);
        Assert.Equal(0, _f.Vault.BodiesBeforeChallenge);
        Assert.Equal(1, _f.Vault.Count("unwrapkey"));
    }

    private async Task<(VaultKeyService Keys, WrappedKey Wrapped)> WrappedAsync()
    {
        VaultKeyService keys = _f.Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, default);
        return (keys, await keys.WrapAsync(Hub, new byte[32], default));
    }
}
