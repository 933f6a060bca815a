using System.Security.Cryptography;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Keys;

/// <summary>What every key store must do. A subclass per adapter gives the store; it adds nothing else.</summary>
public abstract class KeyServiceContract
{
    private static readonly KeyName Hub = new("hub-reg-1");
    private static readonly KeyName Log = new("log-checkpoint");
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The store under test, empty at first; the same store at each call of one test.</summary>
    protected abstract IKeyService Open();

    [Fact]
    public async Task Unwrap_WhenWrappedForTheKey_GivesTheContentKey()
    {
        IKeyService keys = Open();
        string id = await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        byte[] contentKey = RandomNumberGenerator.GetBytes(32);
        WrappedKey wrapped = await keys.WrapAsync(Hub, contentKey, None);
        Assert.Equal(id, wrapped.KeyId);
        Assert.Equal(contentKey, await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, None));
    }

    [Fact]
    public async Task Wrap_WhenRepeated_NeverGivesTheSameBytes()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        byte[] contentKey = new byte[32];
        Assert.NotEqual(
            (await keys.WrapAsync(Hub, contentKey, None)).EncryptedKey,
            (await keys.WrapAsync(Hub, contentKey, None)).EncryptedKey);
    }

    [Fact]
    public async Task Ensure_WhenRepeatedAndRaced_MakesOneKey()
    {
        IKeyService keys = Open();
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => keys.EnsureAsync(Hub, KeyKind.Wrapping, None)));
        Assert.Single(ids.Distinct());
        Assert.Equal(ids[0], await keys.EnsureAsync(Hub, KeyKind.Wrapping, None));
    }

    [Fact]
    public async Task Ensure_WhenTheKeyIsOfAnotherKind_Refuses()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Log, KeyKind.Signing, None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => keys.EnsureAsync(Log, KeyKind.Wrapping, None));
    }

    [Fact]
    public async Task Rotate_WhenDone_WrapsWithTheNewVersionAndStillOpensTheOld()
    {
        IKeyService keys = Open();
        string first = await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        byte[] contentKey = RandomNumberGenerator.GetBytes(32);
        WrappedKey old = await keys.WrapAsync(Hub, contentKey, None);

        string second = await keys.RotateAsync(Hub, None);
        Assert.NotEqual(first, second);
        Assert.Equal(second, await keys.EnsureAsync(Hub, KeyKind.Wrapping, None));
        Assert.Equal(second, (await keys.GetPublicKeyAsync(Hub, None)).KeyId);
        WrappedKey fresh = await keys.WrapAsync(Hub, contentKey, None);
        Assert.Equal(second, fresh.KeyId);
        Assert.Equal(contentKey, await keys.UnwrapAsync(old.KeyId, old.EncryptedKey, None));
        Assert.Equal(contentKey, await keys.UnwrapAsync(fresh.KeyId, fresh.EncryptedKey, None));
        // A version opens only what it wrapped.
        await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(second, old.EncryptedKey, None));
    }

    [Fact]
    public async Task Unwrap_WhenTheBytesAreAltered_FailsWithoutContent()
    {
        IKeyService keys = Open();
        string id = await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        byte[] wrapped = (await keys.WrapAsync(Hub, new byte[32], None)).EncryptedKey;
        wrapped[^1] ^= 1;
        SealingException thrown = await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(id, wrapped, None));
        Assert.Null(thrown.InnerException);
        await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(id, wrapped.AsMemory(1), None));
        await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(id, ReadOnlyMemory<byte>.Empty, None));
    }

    [Fact]
    public async Task AnyCall_WhenTheKeyWasNeverMade_SaysNotFound()
    {
        IKeyService keys = Open();
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.WrapAsync(Hub, new byte[32], None));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.GetPublicKeyAsync(Hub, None));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.RotateAsync(Hub, None));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.SignAsync(Log, new byte[32], None));
        string id = await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.UnwrapAsync(id + "0", new byte[256], None));
    }

    [Fact]
    public async Task AnyCall_WhenTheKeyIsOfAnotherKind_SaysNotFound()
    {
        IKeyService keys = Open();
        string signing = await keys.EnsureAsync(Log, KeyKind.Signing, None);
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.SignAsync(Hub, new byte[32], None));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.WrapAsync(Log, new byte[32], None));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.UnwrapAsync(signing, new byte[256], None));
    }

    [Fact]
    public async Task Sign_WhenVerifiedWithThePublicKey_Holds()
    {
        IKeyService keys = Open();
        string id = await keys.EnsureAsync(Log, KeyKind.Signing, None);
        byte[] digest = SHA256.HashData("checkpoint"u8);
        SignedDigest signed = await keys.SignAsync(Log, digest, None);
        Assert.Equal(id, signed.KeyId);
        Assert.Equal(64, signed.Signature.Length);
        PublicKeyInfo info = await keys.GetPublicKeyAsync(Log, None);
        Assert.Equal(KeyKind.Signing, info.Kind);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(info.SubjectPublicKeyInfo.Span, out _);
        Assert.True(ecdsa.VerifyHash(digest, signed.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.SignAsync(Log, new byte[31], None));
    }

    [Fact]
    public async Task GetPublicKeys_WhenRotated_AreThoseOfAllVersions()
    {
        IKeyService keys = Open();
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => keys.GetPublicKeysAsync(Log, None));
        string first = await keys.EnsureAsync(Log, KeyKind.Signing, None);
        PublicKeyInfo former = await keys.GetPublicKeyAsync(Log, None);
        Assert.Equal([first], (await keys.GetPublicKeysAsync(Log, None)).Select(key => key.KeyId));
        string second = await keys.RotateAsync(Log, None);
        IReadOnlyList<PublicKeyInfo> both = await keys.GetPublicKeysAsync(Log, None);
        Assert.Equal(new[] { first, second }.Order(), both.Select(key => key.KeyId).Order());
        Assert.True(both.Single(key => key.KeyId == first).SubjectPublicKeyInfo.Span.SequenceEqual(former.SubjectPublicKeyInfo.Span));
    }

    [Fact]
    public async Task GetPublicKey_WhenMade_IsRsaOfAtLeast2048Bits()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        PublicKeyInfo info = await keys.GetPublicKeyAsync(Hub, None);
        Assert.Equal(KeyKind.Wrapping, info.Kind);
        Assert.True(info.ToRsaParameters().Modulus!.Length >= 256);
    }

    [Fact]
    public async Task GetSecret_WhenRepeatedAndRaced_IsTheSameAndOwnedByTheCaller()
    {
        IKeyService keys = Open();
        byte[][] secrets = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => keys.GetSecretAsync(new("link-fingerprints"), None))));
        Assert.All(secrets, secret => Assert.Equal(secrets[0], secret));
        Assert.Equal(SymmetricKey.Length, secrets[0].Length);
        Array.Clear(secrets[0]);
        Assert.Equal(secrets[1], await keys.GetSecretAsync(new("link-fingerprints"), None));
        Assert.NotEqual(secrets[1], await keys.GetSecretAsync(new("another"), None));
    }

    [Fact]
    public async Task Store_WhenOpenedAgain_HasKeysAndSecrets()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        string second = await keys.RotateAsync(Hub, None);
        byte[] contentKey = RandomNumberGenerator.GetBytes(32);
        WrappedKey wrapped = await keys.WrapAsync(Hub, contentKey, None);
        byte[] secret = await keys.GetSecretAsync(new("link-fingerprints"), None);

        IKeyService again = Open();
        Assert.Equal(second, await again.EnsureAsync(Hub, KeyKind.Wrapping, None));
        Assert.Equal(contentKey, await again.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, None));
        Assert.Equal(secret, await again.GetSecretAsync(new("link-fingerprints"), None));
    }

    [Fact]
    public async Task TryPlace_WhenThereIsNone_MakesTheSecretAndLeavesItForGood()
    {
        (KeyName? fresh, KeyName? taken, byte[]? value, byte[]? other) =
            (new KeyName("moved"), new KeyName("taken"), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        byte[] own = await Open().GetSecretAsync(taken, None);
        ISecretImport import = Assert.IsType<ISecretImport>(Open(), exactMatch: false);
        Assert.True(await import.TryPlaceAsync(fresh, value, None));
        Assert.True(await import.TryPlaceAsync(fresh, value, None));
        Assert.False(await import.TryPlaceAsync(fresh, other, None));
        Assert.Equal(value, await Open().GetSecretAsync(fresh, None));
        Assert.False(await import.TryPlaceAsync(taken, other, None));
        Assert.Equal(own, await Open().GetSecretAsync(taken, None));
        await Assert.ThrowsAsync<ArgumentException>(() => import.TryPlaceAsync(new("short"), new byte[31], None));
    }

    [Fact]
    public async Task Unwrap_WhenCalledFromManyThreads_AlwaysHolds()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        await Parallel.ForAsync(0, 64, async (i, cancellation) =>
        {
            byte[] contentKey = new byte[32];
            Array.Fill(contentKey, (byte)i);
            WrappedKey wrapped = await keys.WrapAsync(Hub, contentKey, cancellation);
            Assert.Equal(contentKey, await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, cancellation));
        });
    }

    [Fact]
    public async Task Unwrap_WhenWrappedByAnybodyWithThePublicKey_Opens()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        PublicKeyInfo info = await keys.GetPublicKeyAsync(Hub, None);
        using var rsa = RSA.Create(info.ToRsaParameters());
        byte[] contentKey = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(contentKey, await keys.UnwrapAsync(info.KeyId, rsa.Encrypt(contentKey, RSAEncryptionPadding.OaepSHA256), None));
        // Only this one padding: another would let the store be used as an oracle.
        await Assert.ThrowsAsync<SealingException>(() => keys.UnwrapAsync(
            info.KeyId, rsa.Encrypt(contentKey, RSAEncryptionPadding.Pkcs1), None));
    }

    [Fact]
    public async Task Sign_WhenRotated_NamesTheNewVersionAndTheOldSignatureStillHolds()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Log, KeyKind.Signing, None);
        PublicKeyInfo former = await keys.GetPublicKeyAsync(Log, None);
        byte[] digest = SHA256.HashData("checkpoint"u8);
        SignedDigest before = await keys.SignAsync(Log, digest, None);
        string second = await keys.RotateAsync(Log, None);
        Assert.Equal(second, (await keys.SignAsync(Log, digest, None)).KeyId);
        Assert.Equal(former.KeyId, before.KeyId);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(former.SubjectPublicKeyInfo.Span, out _);
        Assert.True(ecdsa.VerifyHash(digest, before.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public async Task Unwrap_WhenRotatedTwice_OpensWhatEachVersionWrapped()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, None);
        var wrapped = new List<WrappedKey>();
        for (int i = 0; i < 3; i++)
        {
            wrapped.Add(await keys.WrapAsync(Hub, Enumerable.Repeat((byte)i, 32).ToArray(), None));
            await keys.RotateAsync(Hub, None);
        }

        Assert.Equal(3, wrapped.Select(one => one.KeyId).Distinct().Count());
        for (int i = 0; i < 3; i++)
            Assert.Equal(Enumerable.Repeat((byte)i, 32), await keys.UnwrapAsync(wrapped[i].KeyId, wrapped[i].EncryptedKey, None));
    }
}
