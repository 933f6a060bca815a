using System.Text;
using System.Text.Json;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Storage;

public sealed class FieldVerdictTextTests
{
    private static readonly FieldVerdict[] Verdicts =
    [
        new("identity.givenName", Treatment.AsIs, null, null, null, "R-024"),
        new("access.details", Treatment.Limited, PortionLimit.EffectOnly, null, null, "R-097"),
        new("identity.birthDate", Treatment.Generalised, null, Generaliser.AdultOrChild, null, "R-026"),
        new("health.conditions", Treatment.None, null, null, ReasonKinds.ConsentScope, "R-030"),
    ];

    [Fact]
    public void Serialize_WhenReadBack_GivesEveryVerdictAsItWas()
    {
        byte[] stored = StoreJson.Serialize(Verdicts);
        Assert.Equal(Verdicts, StoreJson.Deserialize<FieldVerdict[]>(stored));
        Assert.Contains("\"access.details|limited|effectOnly|||R-097\"", Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_WhenItemsAreLeftOut_KeepsTheirIds()
    {
        byte[] stored = StoreJson.Serialize(Verdicts[0] with { Without = ["i1", "-2"] });

        Assert.Equal("\"identity.givenName|asIs||||R-024|-i1|--2\"", Encoding.UTF8.GetString(stored));
        Assert.Equal(["i1", "-2"], StoreJson.Deserialize<FieldVerdict>(stored).Without!);
        Assert.Throws<JsonException>(() => StoreJson.Serialize(Verdicts[0] with { Without = ["a|b"] }));
    }

    [Fact]
    public void Serialize_WhenEveryMemberOfTheEnumerationsIsUsed_ReadsBack()
    {
        FieldVerdict[] all =
        [
            .. Enum.GetValues<Treatment>().Select(one => Verdicts[0] with { Treatment = one }),
            .. Enum.GetValues<PortionLimit>().Select(one => Verdicts[1] with { Limit = one }),
            .. Enum.GetValues<Generaliser>().Select(one => Verdicts[2] with { Generaliser = one }),
        ];
        Assert.Equal(all, StoreJson.Deserialize<FieldVerdict[]>(StoreJson.Serialize(all)));
    }

    [Fact]
    public void Deserialize_WhenWrittenAsObjectsBefore_ReadsThem() => Assert.Equal(
        Verdicts[1],
        StoreJson.Deserialize<FieldVerdict>(
            """{"path":"access.details","treatment":"limited","limit":"effectOnly","generaliser":null,"reason":null,"ruleId":"R-097"}"""u8.ToArray()));

    [Theory]
    [InlineData("\"a.b|asIs|||\"")]
    [InlineData("\"a.b|asIs||||R-1|x\"")]
    [InlineData("\"a.b|asIs||||R-1|-\"")]
    [InlineData("\"a.b|asIs||||R-1|-x|y\"")]
    [InlineData("\"|asIs||||R-1\"")]
    [InlineData("\"a.b|asIs||||\"")]
    [InlineData("\"a.b|||||R-1\"")]
    [InlineData("\"a.b|ASIS||||R-1\"")]
    [InlineData("\"a.b|1||||R-1\"")]
    [InlineData("\"a.b|asIs|nothing|||R-1\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("""{"path":"a.b"}""")]
    public void Deserialize_WhenHalfUnderstood_Fails(string json) =>
        Assert.Throws<JsonException>(() => StoreJson.Deserialize<FieldVerdict>(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Serialize_WhenAPartHoldsTheSeparator_Fails() =>
        Assert.Throws<JsonException>(() => StoreJson.Serialize(Verdicts[0] with { Path = "a|b" }));
}
