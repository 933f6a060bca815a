using System.Text.Json.Nodes;
using DataSharing.Domain.Registry;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Storage;
using DataSharing.Functions.Tests.Sharing;

namespace DataSharing.Functions.Tests.Registry;

/// <summary>Agencies' own keys, as they are proposed.</summary>
public sealed class PublicKeyApiTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Address = "registrations/reg-union";

    private TestApp App => running.App;

    [Theory]
    [InlineData("RSA", "d")]
    [InlineData("RSA", "jku")]
    [InlineData("RSA", "x5u")]
    [InlineData("RSA", "x5c")]
    [InlineData("RSA", "crv")]
    [InlineData("P-256", "d")]
    [InlineData("P-256", "x5t#S256")]
    [InlineData("P-256", "n")]
    public async Task Propose_WhenTheKeyHasAMemberThatItMustNot_NamesIt(string kind, string member)
    {
        using var key = new OwnKey(kind);
        key.Jwk[member] = "https://agency.example/key";
        (await ProposeAsync(key.Jwk)).MustBe("invalid-value").Naming("/publicKey/" + member);
    }

    [Fact]
    public async Task Propose_WhenThePointIsNotOnTheCurve_NamesTheKey()
    {
        using OwnKey one = new("P-256"), other = new("P-256");
        one.Jwk["y"] = other.Jwk["y"]!.DeepClone();
        (await ProposeAsync(one.Jwk)).MustBe("invalid-value").Naming("/publicKey");
    }

    [Fact]
    public async Task Propose_WhenPackagesForAnEcKeyShallNotBeSigned_NamesTheMember()
    {
        using var key = new OwnKey("P-384");
        (await ProposeAsync(key.Jwk, signed: false)).MustBe("invalid-value").Naming("/signedPackages");
        Assert.True(SignedOf((await ProposeAsync(key.Jwk, signed: true)).Must(202)));
    }

    /// <summary>What a change without the member makes of it, by the key before and the key after.</summary>
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "RSA", true)]
    [InlineData(null, "P-256", true)]
    [InlineData(false, "RSA", false)]
    [InlineData(false, "P-256", true)]
    [InlineData(false, null, null)]
    [InlineData(true, "RSA", true)]
    public async Task Propose_WhenTheMemberIsLeftOut_ChangesNothingForProgramsThatKnowNoSignatures(
        bool? before, string? after, bool? expected)
    {
        using OwnKey former = new("RSA");
        using OwnKey? next = after is null ? null : new OwnKey(after);
        RegistryReader registry = App.Get<RegistryReader>();
        Stored<Registration> now = (await registry.FindRegistrationAsync("reg-union", default))!;
        Assert.NotNull(await App.Get<RegistryWriter>().WriteAsync(
            RegistryWrite.Replace(now, now.Value with
            {
                PublicKeyId = before is null ? null : "own-1",
                PublicKeyJwk = before is null ? null : former.Jwk.ToJsonString(),
                SignedPackages = before ?? false,
                Epoch = now.Value.Epoch + 1,
            }), default));
        Assert.Equal(before, Signed((await App.GetAsync("coord-manager", Address)).Json));
        Assert.Equal(expected, SignedOf((await ProposeAsync(next?.Jwk)).Must(202)));
        if (after == "RSA")
            Assert.Equal(before == false, SignedOf((await ProposeAsync(next!.Jwk, signed: before == false)).Must(202)));
    }

    private async Task<Answer> ProposeAsync(JsonObject? key, bool? signed = null)
    {
        Answer read = await App.GetAsync("coord-manager", Address);
        var body = (JsonObject)read.Json.DeepClone();
        body.Remove("epoch");
        body.Remove("signedPackages");
        body.Remove("publicKey");
        if (key is not null)
            body["publicKey"] = key.DeepClone();
        if (signed is { } asked)
            body["signedPackages"] = asked;
        return await App.SendAsync("coord-manager", HttpMethod.Put, Address, body.ToJsonString(), read.ETag);
    }

    private static bool? SignedOf(Answer proposed) => Signed(proposed.Json["registration"]!);

    private static bool? Signed(JsonNode registration) => (bool?)registration["signedPackages"];
}
