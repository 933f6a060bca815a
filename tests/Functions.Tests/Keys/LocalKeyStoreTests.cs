using System.Runtime.Versioning;
using System.Text;
using DataSharing.Domain.Sealing;
using DataSharing.Embedded.Keys;
using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Tests.Keys;

/// <summary>The contract on a directory of this machine, and what only files can get wrong.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Speed", "Slow")]
public sealed class LocalKeyStoreTests : KeyServiceContract, IDisposable
{
    private static readonly KeyName Hub = new("hub-reg-1");

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}");

    protected override IKeyService Open() => new LocalKeyStore(_directory);

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Open_WhenKeysWereMade_EverythingIsForTheOwnerAlone()
    {
        await Fill();
        Assert.All(
            Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.All(
            [_directory, .. Directory.EnumerateDirectories(_directory, "*", SearchOption.AllDirectories)],
            directory => Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory)));
        Assert.Equal(2, Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Count());
    }

    /// <summary>A restart must find the secret that everybody was given: also when all asked for it at the same moment.</summary>
    [Fact]
    public async Task GetSecret_WhenManyAskFirstAtOnce_IsTheOneInTheFile()
    {
        const int Askers = 8;
        for (int round = 0; round < 200; round++)
        {
            var secret = new KeyName("secret-" + round);
            IKeyService store = Open();
            using var together = new Barrier(Askers);
            byte[][] given = await Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return store.GetSecretAsync(secret, default).GetAwaiter().GetResult();
                },
                default,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            byte[] kept = await Open().GetSecretAsync(secret, default);
            Assert.All(given, one => Assert.Equal(kept, one));
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task Open_WhenAFileIsOpenToOthers_RefusesAndNamesFileAndRemedy(UnixFileMode extra)
    {
        await Fill();
        foreach (string file in Directory.GetFiles(_directory, "*", SearchOption.AllDirectories))
        {
            UnixFileMode mode = File.GetUnixFileMode(file);
            File.SetUnixFileMode(file, mode | extra);
            InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(Open);
            Assert.Contains(file, thrown.Message, StringComparison.Ordinal);
            Assert.Contains("chmod 600", thrown.Message, StringComparison.Ordinal);
            File.SetUnixFileMode(file, mode);
        }
        Assert.NotNull(Open());
    }

    [Fact]
    public async Task Unwrap_WhenAHolderKeyWasRotatedAndReadAgain_OpensWhatEitherVersionWrapped()
    {
        var key = new KeyName("holder-reg-1");
        byte[] content = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        IKeyService keys = Open();
        string id = await keys.EnsureHolderKeyAsync(key, default);
        Assert.Equal(id, await keys.EnsureHolderKeyAsync(key, default));
        WrappedKey before = await keys.WrapAsync(key, content, default);
        Assert.NotEqual(id, await keys.RotateAsync(key, default));
        WrappedKey after = await keys.WrapAsync(key, content, default);
        Assert.Equal(id, before.KeyId);
        Assert.Equal(-1, before.EncryptedKey.AsSpan().IndexOf(content.AsSpan(0, 8)));
        foreach (WrappedKey? wrapped in new[] { before, after })
            Assert.Equal(content, await Open().UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default));
        await Assert.ThrowsAsync<SealingException>(async () => await Open().UnwrapAsync(before.KeyId, after.EncryptedKey, default));
    }

    [Fact]
    public async Task Unwrap_WhenAByteOfAHolderKeysWrappingChanged_IsASealingFailure()
    {
        IKeyService keys = Open();
        await keys.EnsureHolderKeyAsync(Hub, default);
        WrappedKey wrapped = await keys.WrapAsync(Hub, new byte[32], default);
        for (int i = 0; i < wrapped.EncryptedKey.Length; i++)
        {
            byte[] other = [.. wrapped.EncryptedKey];
            other[i] ^= 1;
            await Assert.ThrowsAsync<SealingException>(async () => await keys.UnwrapAsync(wrapped.KeyId, other, default));
        }

        foreach (int length in new[] { 0, 7, 8, 16, 39, 41 })
            await Assert.ThrowsAsync<SealingException>(async () => await keys.UnwrapAsync(wrapped.KeyId, new byte[length], default));
    }

    [Fact]
    public async Task EnsureHolderKey_WhenOneWasMadeBefore_StaysWhatItIs()
    {
        IKeyService keys = Open();
        string id = await keys.EnsureAsync(Hub, KeyKind.Wrapping, default);
        Assert.Equal(id, await keys.EnsureHolderKeyAsync(Hub, default));
        Assert.False((await keys.GetPublicKeyAsync(Hub, default)).SubjectPublicKeyInfo.IsEmpty);
    }

    [Fact]
    public async Task GetPublicKey_WhenTheKeyIsSymmetric_SaysNotFound()
    {
        await Open().EnsureHolderKeyAsync(Hub, default);
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(async () => await Open().GetPublicKeyAsync(Hub, default));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(async () => await Open().SignAsync(Hub, new byte[32], default));
    }

    [Fact]
    public async Task Open_WhenADirectoryIsOpenToOthers_RefusesAndNamesIt()
    {
        await Fill();
        string[] directories = [_directory, .. Directory.GetDirectories(_directory, "*", SearchOption.AllDirectories)];
        Assert.Equal(4, directories.Length);
        foreach (string directory in directories)
        {
            UnixFileMode mode = File.GetUnixFileMode(directory);
            File.SetUnixFileMode(directory, mode | UnixFileMode.GroupExecute);
            Assert.Contains(directory, Assert.Throws<InvalidOperationException>(Open).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(directory, mode);
        }
    }

    [Fact]
    public async Task Open_WhenACrashLeftATemporaryFile_RemovesIt()
    {
        await Fill();
        string leftover = Path.Combine(_directory, "keys", Hub.Name, ".1234.tmp");
        await File.WriteAllTextAsync(leftover, "half a key");
        Open();
        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public async Task Ensure_WhenAFileIsThere_NeverOverwritesIt()
    {
        await Fill();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_directory, "keys", Hub.Name)));
        byte[] before = await File.ReadAllBytesAsync(file);
        Assert.False(PrivateFiles.TryCreate(file, "other"u8));
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Unwrap_WhenAFileHoldsAnotherKey_RefusesIt()
    {
        await Fill();
        await Open().EnsureAsync(new("other"), KeyKind.Wrapping, default);
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_directory, "keys", Hub.Name)));
        string other = Assert.Single(Directory.GetFiles(Path.Combine(_directory, "keys", "other")));
        string text = await File.ReadAllTextAsync(other);
        await File.WriteAllTextAsync(file, text);
        InvalidDataException thrown = await Assert.ThrowsAsync<InvalidDataException>(() => Open().GetPublicKeyAsync(Hub, default));
        Assert.DoesNotContain(text[40..80], thrown.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "not a key");
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().GetPublicKeyAsync(Hub, default));
    }

    [Fact]
    public async Task GetSecret_WhenTheFileIsCutShort_RefusesIt()
    {
        await Fill();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_directory, "secrets")));
        await File.WriteAllBytesAsync(file, new byte[5]);
        await Assert.ThrowsAsync<InvalidDataException>(() => Open().GetSecretAsync(new("link"), default));
    }

    [Theory]
    [InlineData("local:keys/../hub-reg-1/x")]
    [InlineData("local:keys/hub-reg-1/../../x")]
    [InlineData("https://vault.example/keys/hub-reg-1/1")]
    [InlineData("")]
    public async Task Unwrap_WhenTheIdIsNotOfThisStore_SaysNotFound(string id)
    {
        await Fill();
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => Open().UnwrapAsync(id, new byte[256], default));
    }

    [Fact]
    public async Task Wrap_WhenTheKeyLiesInAnAgencysVault_SaysNotFound()
    {
        await Fill();
        var foreign = new KeyName(Hub.Name, new("https://agency.vault.example/"));
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(() => Open().WrapAsync(foreign, new byte[32], default));
    }

    [Fact]
    public async Task Rotate_WhenAFormerVersionWasTakenAway_MakesTheLastOneAllTheSame()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Signing, default);
        await keys.RotateAsync(Hub, default);
        File.Delete(Directory.GetFiles(Path.Combine(_directory, "keys", Hub.Name)).Order(StringComparer.Ordinal).First());
        for (int i = 3; i < 6; i++)
        {
            string made = await Open().RotateAsync(Hub, default);
            Assert.Contains($"/000{i}-", made, StringComparison.Ordinal);
            Assert.Equal(made, (await Open().GetPublicKeyAsync(Hub, default)).KeyId);
        }
    }

    [Fact]
    public async Task Keys_WhenMade_AreStandardPkcs8()
    {
        await Fill();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_directory, "keys", Hub.Name)));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", await File.ReadAllTextAsync(file, Encoding.ASCII), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("ключ")]
    public void KeyName_WhenNoStoreCouldHoldIt_Refuses(string name) =>
        Assert.Throws<ArgumentException>(() => new KeyName(name));

    [Fact]
    public async Task CountedKeyService_WhenUsed_CountsOnlyWhatReachesTheStore()
    {
        using var keys = new CountedKeyService(Open());
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, default);
        await keys.EnsureAsync(new("log"), KeyKind.Signing, default);
        WrappedKey wrapped = await keys.WrapAsync(Hub, new byte[32], default);
        await keys.GetPublicKeyAsync(Hub, default);
        Assert.Equal((0, 0), (keys.Unwraps, keys.Signatures));
        await keys.UnwrapAsync(wrapped.KeyId, wrapped.EncryptedKey, default);
        await Assert.ThrowsAnyAsync<Exception>(() => keys.UnwrapAsync("gone", wrapped.EncryptedKey, default));
        await keys.SignAsync(new("log"), new byte[32], default);
        Assert.Equal((2, 1), (keys.Unwraps, keys.Signatures));
    }

    private async Task Fill()
    {
        IKeyService keys = Open();
        await keys.EnsureAsync(Hub, KeyKind.Wrapping, default);
        await keys.GetSecretAsync(new("link"), default);
    }
}
