using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Sealing;
using DataSharing.Functions.Keys;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>Packages for an agency's own key, from its registration to its programs, which know nothing of this product.</summary>
[Trait("Speed", "Slow")]
public sealed class SignedPackageTests : IAsyncLifetime
{
    private const string Recipient = "reg-shelter";

    private TestApp App { get; set; } = null!;

    private CountedKeyService Keys => (CountedKeyService)App.Get<IKeyService>();

    public async Task InitializeAsync() => App = await TestApp.StartAsync(replace: services => services.Replace(
        ServiceDescriptor.Singleton<IKeyService>(provider => new CountedKeyService(provider.GetRequiredService<KnownSecrets>()))));

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Theory]
    [InlineData("RSA")]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public async Task Collect_WhenTheAgencyHasItsOwnKey_ForeignReadersOpenAndVerifyIt(string kind)
    {
        using var key = new OwnKey(kind);
        await RegisterAsync(key.Jwk);
        long before = Keys.Signatures;
        string id = await App.ReadyAsync(await ConsentedAsync());
        Assert.Equal(1, Keys.Signatures - before);
        long unwraps = Keys.Unwraps;
        Answer answer = (await App.CollectAsync("shelter-worker", id)).Must(200);
        Assert.Equal((1, 0, "application/jose"), (Keys.Signatures - before, Keys.Unwraps - unwraps, answer.MediaType));

        JsonNode read = JsonNode.Parse(await Reader(key).ReadAsync(answer.Text, id))!;
        Assert.Equal((id, Recipient), ((string)read["request"]!, (string)read["recipient"]!));
        Assert.Contains(TestCases.Canary, read.ToJsonString(), StringComparison.Ordinal);
        JsonElement foreign = (await JoseAsync(key, (answer.Text, id)))[0];
        Assert.True(JsonNode.DeepEquals(read, JsonNode.Parse(foreign.GetProperty("content").GetRawText())), foreign.GetRawText());
        PackageHeader header = Jwe.Parse(answer.Text).Envelope.ReadHeader();
        Assert.Equal(("own-1", id, Recipient, true), (header.KeyId, header.Release, header.Recipient, header.IsSigned));
    }

    /// <summary>Whoever has the public key can seal for it: unsigned, signed by himself, or with a signature of another package.</summary>
    [Theory]
    [InlineData("RSA")]
    [InlineData("P-256")]
    public async Task Forged_WhenSealedByWhoeverHasThePublicKey_IsNotBelieved(string kind)
    {
        using var key = new OwnKey(kind);
        await RegisterAsync(key.Jwk);
        string id = await App.ReadyAsync(await ConsentedAsync());
        string genuine = (await App.CollectAsync("shelter-worker", id)).Must(200).Text;
        PackageHeader header = Jwe.Parse(genuine).Envelope.ReadHeader();
        byte[] content = "{}"u8.ToArray();
        string hub = (await App.Get<PackageSigner>().PublicKeysAsync(default))[0].Id;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // What another recipient got, whose private key made it readable.
        string other = await App.ReadyAsync(await ConsentedAsync());
        byte[] lifted = Opened((await App.CollectAsync("shelter-worker", other)).Must(200).Text, key);

        (string Jwe, string Request)[] forged =
        [
            (Seal(header with { IsSigned = false }, content, key), id),
            (Seal(header, content, key), id),
            (Seal(header, Signed(header, stranger, "stranger"), key), id),
            (Seal(header, Signed(header, stranger, hub), key), id),
            (Seal(header, Unsecured(header, hub), key), id),
            (Seal(header, lifted, key), id),
            (Seal(header with { Recipient = "reg-clinic" }, lifted, key), id),
            (genuine, other),
        ];
        PackageReader reader = Reader(key);
        foreach ((string jwe, string request) in forged)
            await Assert.ThrowsAnyAsync<Exception>(() => reader.ReadAsync(jwe, request));
        JsonElement[] answers = [.. (await JoseAsync(key, [.. forged, (genuine, id)])).EnumerateArray()];
        Assert.Equal(
            [
                "the package is not signed", "ERR_JWS_INVALID", "ERR_JWKS_NO_MATCHING_KEY", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
                "ERR_JOSE_ALG_NOT_ALLOWED", "the package is not the one that we asked for", "the package is not the one that we asked for",
                "the package is not the one that we asked for",
            ],
            answers[..^1].Select(answer => answer.GetProperty("refused").GetString()));
        Assert.True(answers[^1].TryGetProperty("content", out _));
        await reader.ReadAsync(genuine, id);
    }

    [Fact]
    public async Task Rotate_WhenDone_SignsWithTheNewKeyAndBothVerify()
    {
        using var key = new OwnKey("RSA");
        await RegisterAsync(key.Jwk);
        (string first, string second) = (await App.ReadyAsync(await ConsentedAsync()), "");
        string before = (await App.CollectAsync("shelter-worker", first)).Must(200).Text;
        await App.Get<IKeyService>().RotateAsync(PackageSigner.Key, default);
        second = await App.ReadyAsync(await ConsentedAsync());
        string after = (await App.CollectAsync("shelter-worker", second)).Must(200).Text;
        Assert.NotEqual(SignerOf(before, key), SignerOf(after, key));
        foreach (JsonElement read in (await JoseAsync(key, (before, first), (after, second))).EnumerateArray())
            Assert.True(read.TryGetProperty("content", out _), read.GetRawText());
    }

    /// <summary>What an agency built before there were signatures, with a key that would not be taken in any more.</summary>
    [Fact]
    public async Task Collect_WhenRegisteredBeforeThereWereSignatures_IsThePlainJson()
    {
        using var key = new OwnKey("RSA");
        key.Jwk["x5u"] = "https://agency.example/certificate";
        RegistryReader registry = App.Get<RegistryReader>();
        Stored<Registration> now = (await registry.FindRegistrationAsync(Recipient, default))!;
        JsonObject stored = JsonNode.Parse(StoreJson.Serialize(now.Value with
        {
            PublicKeyId = "own-1",
            PublicKeyJwk = key.Jwk.ToJsonString(),
            Epoch = now.Value.Epoch + 1,
        }))!.AsObject();
        Assert.True(stored.Remove("signedPackages"));
        Registration former = StoreJson.Deserialize<Registration>(Encoding.UTF8.GetBytes(stored.ToJsonString()));
        Assert.NotNull(await App.Get<RegistryWriter>().WriteAsync(RegistryWrite.Replace(now, former), default));
        long before = Keys.Signatures;
        string id = await App.ReadyAsync(await ConsentedAsync());
        string text = (await App.CollectAsync("shelter-worker", id)).Must(200).Text;
        Assert.False(Jwe.Parse(text).Envelope.ReadHeader().IsSigned);
        Assert.Equal(id, (string)JsonNode.Parse(Opened(text, key))!["request"]!);
        Assert.Equal(before, Keys.Signatures);
    }

    private async Task RegisterAsync(JsonObject publicKey)
    {
        Answer read = (await App.GetAsync("coord-manager", "registrations/" + Recipient)).Must(200);
        var body = (JsonObject)read.Json.DeepClone();
        body.Remove("epoch");
        body["publicKey"] = publicKey.DeepClone();
        Answer proposed = (await App.SendAsync(
            "coord-manager", HttpMethod.Put, "registrations/" + Recipient, body.ToJsonString(), read.ETag)).Must(202);
        (await App.PostAsync("shelter-dpo", proposed.Location + "/approval")).Must(200);
    }

    private async Task<string> ConsentedAsync()
    {
        string caseId = await App.OpenCaseAsync();
        await App.ConsentAsync(caseId);
        return caseId;
    }

    private PackageReader Reader(OwnKey key) => new(App.Http, key.Private, Recipient);

    private Task<JsonElement> JoseAsync(OwnKey key, params (string Jwe, string Request)[] packages) => Node.RunAsync("open-jwe.mjs", new
    {
        @do = "read",
        key = key.Private.ExportPkcs8PrivateKeyPem(),
        alg = key.Algorithm,
        server = App.Http.BaseAddress!.AbsoluteUri,
        registration = Recipient,
        packages = packages.Select(one => new { jwe = one.Jwe, request = one.Request }),
    });

    private static string Seal(PackageHeader header, byte[] content, OwnKey key)
    {
        using var contentKey = ContentKey.Create();
        AgencyWrappedKey wrapped = AgencyPublicKey.Parse(key.Jwk.ToJsonString()).Key!.Wrap(contentKey.Reveal().Span);
        return Jwe.Compact(Jwe.Seal(header with { Ephemeral = wrapped.Ephemeral }, content, contentKey, wrapped.Key.EncryptedKey));
    }

    private static byte[] Signed(PackageHeader header, ECDsa by, string name)
    {
        using var signed = new SignedContent(header, name, "{}"u8);
        signed.Complete(by.SignHash(signed.Digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return signed.Text.ToArray();
    }

    private static byte[] Unsecured(PackageHeader header, string name)
    {
        string text = JsonSerializer.Serialize(
            new { alg = "none", kid = name, typ = SignedContent.Type, rel = header.Release.ToString(), rcp = header.Recipient });
        return Encoding.ASCII.GetBytes($"{Base64UrlText.Encode(Encoding.UTF8.GetBytes(text))}.e30.");
    }

    private static string SignerOf(string text, OwnKey key)
    {
        Assert.True(Base64UrlText.TryDecode(Encoding.ASCII.GetString(Opened(text, key)).Split('.')[0], out byte[] header));
        return (string)JsonNode.Parse(header)!["kid"]!;
    }

    private static byte[] Opened(string text, OwnKey key) => key.Private is RSA
        ? Jose.JWT.DecodeBytes(text, key.Private, Jose.JweAlgorithm.RSA_OAEP_256, Jose.JweEncryption.A256GCM)
        : Jose.JWT.DecodeBytes(text, key.Private, Jose.JweAlgorithm.ECDH_ES_A256KW, Jose.JweEncryption.A256GCM);
}
