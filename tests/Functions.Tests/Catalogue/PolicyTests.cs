using System.Text.Json.Nodes;
using DataSharing.Domain.Policy;

namespace DataSharing.Functions.Tests.Catalogue;

/// <summary>The policy as integrators read it: whole, without a token, and told apart by its version.</summary>
public sealed class PolicyTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Policy_WhenRead_NamesEveryCodeInWords()
    {
        JsonNode policy = (await GetAsync()).Must(200).Json;
        PolicySet loaded = running.App.Get<PolicySet>();

        Assert.Equal(loaded.Version, (string)policy["version"]!);
        Same(loaded.Pathways.Keys, policy["pathways"]!, "id");
        Same(loaded.Purposes.Keys, policy["purposes"]!, "code");
        Same(loaded.Groups.Keys, policy["fieldGroups"]!, "id");
        Same(loaded.Fields.Keys, policy["fieldGroups"]!.AsArray().SelectMany(group => group!["fields"]!.AsArray()), "path");
        Same(loaded.Actors.Keys, policy["actorCodes"]!, "code");
        Same(ReasonKinds.All, policy["reasons"]!, "code");
        Same(DataSharing.Functions.Http.Roles.All, policy["roles"]!, "code");
        Assert.DoesNotContain(
            Codes(policy), code => string.IsNullOrWhiteSpace((string?)code["meaning"] ?? (string?)code["title"] ?? (string?)code["name"]));
    }

    [Fact]
    public async Task Policy_WhenAPathwayIsRead_HasWhatEachTierLetsPass()
    {
        JsonNode pathway = (await GetAsync()).Json["pathways"]!.AsArray().Single(one => (string)one!["id"]! == "shelter-referral")!;
        Pathway loaded = running.App.Get<PolicySet>().Pathways["shelter-referral"];

        JsonNode portion = pathway["tiers"]!.AsArray().Single(tier => (string)tier!["tier"]! == "PORTION")!;
        Assert.Equal(
            loaded.FieldsAt(Tier.Portion).Keys.Order(StringComparer.Ordinal), portion["fields"]!.AsArray().Select(path => (string)path!));
        Assert.Equal(loaded.Recipients.Order(StringComparer.Ordinal), pathway["recipients"]!.AsArray().Select(code => (string)code!));
    }

    /// <summary>A new release may say the same policy in other words.</summary>
    [Fact]
    public async Task Policy_WhenAnythingOfTheAnswerDiffers_HasAnotherETag()
    {
        Answer answer = await GetAsync();
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(answer.Bytes))}\"", answer.ETag);
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("not an etag", 200)]
    public async Task Policy_WhenTheCallerHasAVersion_IsSentOnlyWhereItIsAnother(string header, int status)
    {
        Answer first = await GetAsync();
        Answer again = await GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, header, first.ETag));
        Assert.Equal((status, first.ETag), (again.Status, again.ETag));
        Assert.Equal(status == 304, again.Bytes.Length == 0);
    }

    [Fact]
    public async Task Policy_WhenTheQueryIsNotKnown_NamesIt() =>
        (await running.App.GetAsync(null, "/api/v1/policy?edition=2")).MustBe("invalid-query").Naming("edition");

    private Task<Answer> GetAsync(string? ifNoneMatch = null) =>
        running.App.As(null).SendAsync(HttpMethod.Get, "policy", ifNoneMatch: ifNoneMatch);

    private static IEnumerable<JsonNode> Codes(JsonNode policy) =>
        policy.AsObject().Select(member => member.Value).OfType<JsonArray>().SelectMany(list => list).OfType<JsonObject>()
            .Where(one => one.ContainsKey("code") || one.ContainsKey("id"));

    private static void Same(IEnumerable<string> codes, JsonNode list, string member) =>
        Same(codes, list.AsArray().AsEnumerable(), member);

    private static void Same(IEnumerable<string> codes, IEnumerable<JsonNode?> list, string member) =>
        Assert.Equal(codes.Order(StringComparer.Ordinal), list.Select(one => (string)one![member]!).Order(StringComparer.Ordinal));
}
