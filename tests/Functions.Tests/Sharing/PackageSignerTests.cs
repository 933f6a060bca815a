using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Domain.Sealing;
using DataSharing.Emulators.Vault;
using DataSharing.Functions.Azure.KeyVault;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Azure.KeyVault;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>The key of signatures, in a vault that counts what it is asked.</summary>
public sealed class PackageSignerTests : IAsyncLifetime
{
    private static readonly PackageHeader Header = new("own-1", "rel-1", "reg-2", "p", null, "v") { IsSigned = true };

    private readonly ManualTime _time = new();
    private VaultFixture _f = null!;

    public async Task InitializeAsync() => _f = await VaultFixture.OpenAsync();

    public async Task DisposeAsync() => await _f.DisposeAsync();

    [Fact]
    public async Task Sign_WhenTheKeyIsNew_MakesItOnceAndAsksTheVaultOncePerPackage()
    {
        using PackageSigner signer = Open();
        using (SignedContent signed = await signer.SignAsync(Header, "{}"u8.ToArray(), default))
            Assert.Equal("{}"u8.ToArray(), await VerifiedAsync(signer, signed));
        long before = Calls();
        (await signer.SignAsync(Header, "{}"u8.ToArray(), default)).Dispose();
        Assert.Equal((before + 1, 2, 1), (Calls(), _f.Vault.Count("sign"), _f.Vault.Count("keys.create")));
    }

    [Fact]
    public async Task PublicKeys_WhenNothingWasSignedYet_AreOfTheKeyThatWillSign()
    {
        using PackageSigner signer = Open();
        SignerKey key = Assert.Single(await signer.PublicKeysAsync(default));
        using SignedContent signed = await signer.SignAsync(Header, "{}"u8.ToArray(), default);
        Assert.StartsWith(key.Id, SignerOf(signed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicKeys_WhenManyAsk_AskTheVaultHardlyEver()
    {
        using PackageSigner signer = Open();
        await signer.PublicKeysAsync(default);
        _time.Advance(TimeSpan.FromSeconds(31));
        await signer.PublicKeysAsync(default);
        long before = Calls();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => signer.PublicKeysAsync(default)));
        Assert.Equal(before, Calls());
        _time.Advance(TimeSpan.FromSeconds(31));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => signer.PublicKeysAsync(default)));
        // The versions' list; what they are is known.
        Assert.Equal(before + 1, Calls());
    }

    [Fact]
    public async Task PublicKeys_WhenRotatedElsewhere_HaveTheNewOneWithinTheMinuteAndTheOldOnesForGood()
    {
        using PackageSigner signer = Open();
        SignerKey first = Assert.Single(await signer.PublicKeysAsync(default));
        await _f.Open().RotateAsync(PackageSigner.Key, default);
        _time.Advance(TimeSpan.FromSeconds(31));
        IReadOnlyList<SignerKey> both = await signer.PublicKeysAsync(default);
        Assert.Equal(2, both.Count);
        Assert.Contains(both, key => key.Id == first.Id);
    }

    [Fact]
    public async Task PublicKeys_WhenSignedWithAVersionThatWasNotListed_HaveItAtOnce()
    {
        VaultKeyService keys = _f.Open();
        using PackageSigner signer = Open(keys);
        await signer.PublicKeysAsync(default);
        await keys.RotateAsync(PackageSigner.Key, default);
        using SignedContent signed = await signer.SignAsync(Header, "{}"u8.ToArray(), default);
        Assert.Equal("{}"u8.ToArray(), await VerifiedAsync(signer, signed));
    }

    [Fact]
    public async Task PublicKeys_WhenAVersionIsDisabled_DoNotHaveItAnyMore()
    {
        using PackageSigner signer = Open();
        SignerKey first = Assert.Single(await signer.PublicKeysAsync(default));
        _f.Vault.Keys.Enable(PackageSigner.Key.Name, enabled: false);
        await _f.Open().RotateAsync(PackageSigner.Key, default);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotEqual(first.Id, Assert.Single(await signer.PublicKeysAsync(default)).Id);
    }

    [Fact]
    public async Task PublicKeys_WhenTheVaultIsSilent_GoOnForAnHour()
    {
        using PackageSigner signer = Open();
        SignerKey key = Assert.Single(await signer.PublicKeysAsync(default));
        _f.Vault.Faults.Add(new VaultFault("keys.list", 403), times: 100);
        for (int minutes = 0; minutes < 59; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(key.Id, Assert.Single(await signer.PublicKeysAsync(default)).Id);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => signer.PublicKeysAsync(default));
    }

    [Fact]
    public async Task Adopt_WhenMovedHere_PublishesTheFormerKeysToo()
    {
        using var former = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var theirs = SignerKey.Of(former.ExportSubjectPublicKeyInfo());
        using PackageSigner signer = Open();
        await signer.AdoptAsync([theirs.SubjectPublicKeyInfo], default);
        await signer.AdoptAsync([theirs.SubjectPublicKeyInfo], default);
        Assert.Equal(2, (await signer.PublicKeysAsync(default)).Count);
        using PackageSigner later = Open();
        Assert.Contains(await later.PublicKeysAsync(default), key => key.Id == theirs.Id);
    }

    /// <summary>Whoever can write into the database adds a key of his own to those that are believed.</summary>
    [Fact]
    public async Task PublicKeys_WhenTheFormerOnesWereChangedInTheDatabase_LeaveThemOutAndSaySo()
    {
        using ECDsa former = ECDsa.Create(ECCurve.NamedCurves.nistP256), stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using PackageSigner signer = Open();
        await signer.AdoptAsync([former.ExportSubjectPublicKeyInfo()], default);
        var place = Partition.System("package-signers");
        StoredDocument document = Assert.Single(await _f.Store.ListAsync(place, ""));
        JsonObject body = JsonNode.Parse(document.Body.Span)!.AsObject();
        body["keys"] = new JsonArray(Convert.ToBase64String(stranger.ExportSubjectPublicKeyInfo()));
        await _f.Store.CommitAsync(
            place, [new Replace(document.Id, Encoding.UTF8.GetBytes(body.ToJsonString()), null, document.ETag)]);

        using var log = new CapturedLogs();
        using PackageSigner later = Open(log: log);
        Assert.Single(await later.PublicKeysAsync(default));
        Assert.Contains(log.Entries, entry => entry.Id.Id == 5301);
    }

    private PackageSigner Open(VaultKeyService? keys = null, ILoggerFactory? log = null) =>
        new(keys ?? _f.Open(), new FormerSigners(_f.Store, (log ?? NullLoggerFactory.Instance).CreateLogger<FormerSigners>()), _time);

    private static async Task<byte[]> VerifiedAsync(PackageSigner signer, SignedContent signed)
    {
        var keys = (await signer.PublicKeysAsync(default)).ToDictionary(key => key.Id, key => key.Point);
        return SignedContent.Open(signed.Text.Span, Header, keys);
    }

    private static string SignerOf(SignedContent signed)
    {
        Assert.True(Base64UrlText.TryDecode(Encoding.ASCII.GetString(signed.Text.Span).Split('.')[0], out byte[] header));
        return (string)JsonNode.Parse(header)!["kid"]!;
    }

    private long Calls() => _f.Vault.CallCounts.Values.Sum();
}
