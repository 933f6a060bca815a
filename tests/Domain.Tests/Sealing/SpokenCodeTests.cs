using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class SpokenCodeTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void TryParse_WhenTypedAsIssued_GivesTheCode()
    {
        for (var i = 0; i < 500; i++)
        {
            var code = SpokenCode.Create();
            Assert.Matches("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]$", code.Reveal());
            Assert.Equal(code, Parse(code.Reveal()));
        }
    }

    /// <summary>Ten digits and Crockford's check character for the values 0, 1, 37, 32 and 36.</summary>
    [Theory]
    [InlineData("00000-00000-0")]
    [InlineData("00000-00001-1")]
    [InlineData("00000-00015-0")]
    [InlineData("00000-00010-*")]
    [InlineData("00000-00014-U")]
    public void TryParse_WhenTheCheckIsThatOfTheValue_Accepts(string typed) =>
        Assert.Equal(typed, Parse(typed).Reveal());

    [Theory]
    [InlineData("00000-00001-1")]
    [InlineData(" 00000 00001 1 ")]
    [InlineData("ooooo-OOOOI-l")]
    [InlineData("OOOOO OOOOL I")]
    [InlineData("00000\u201000001\u20141")]
    [InlineData("\u200E00000.00001_1\u200F")]
    [InlineData("\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661\u0661")]
    [InlineData("\u0966\u0966\u0966\u0966\u0966\u0966\u0966\u0966\u0966\u0967\u0967")]
    [InlineData("\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF11\uFF11")]
    public void TryParse_WhenTypedDifferently_GivesTheSameCode(string typed) =>
        Assert.Equal(Parse("00000000011"), Parse(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000001")]
    [InlineData("000000000111")]
    [InlineData("00000000012")]
    [InlineData("*0000000011")]
    [InlineData("0000000001!1")]
    [InlineData("0000000001\u00B2")]
    public void TryParse_WhenItIsNoCode_Refuses(string? typed) => Assert.False(SpokenCode.TryParse(typed, out _));

    [Fact]
    public void TryParse_WhenOverlong_RefusesWithoutReading() =>
        Assert.False(SpokenCode.TryParse(new string(' ', 200) + "00000000011", out _));

    [Fact]
    public void TryParse_WhenOneCharacterIsWrongOrTwoNeighboursAreSwapped_Refuses()
    {
        for (var round = 0; round < 20; round++)
        {
            var code = SpokenCode.Create().Reveal().Replace("-", "", StringComparison.Ordinal);
            for (var at = 0; at < code.Length; at++)
            {
                foreach (var symbol in Symbols.Where(symbol => symbol != code[at]))
                    Assert.False(SpokenCode.TryParse(code[..at] + symbol + code[(at + 1)..], out _));
                if (at > 0 && code[at] != code[at - 1])
                    Assert.False(SpokenCode.TryParse(code[..(at - 1)] + code[at] + code[at - 1] + code[(at + 1)..], out _));
            }
        }
    }

    [Fact]
    public void ToString_WhenPrinted_ShowsNothing()
    {
        Assert.Equal("SpokenCode(…)", SpokenCode.Create().ToString());
        Assert.Equal("LinkSecret(…)", LinkSecret.Create().ToString());
    }

    [Fact]
    public void LinkSecret_WhenIssued_Is128BitsAndParses()
    {
        var secret = LinkSecret.Create();
        Assert.Equal(22, secret.Reveal().Length);
        Assert.True(LinkSecret.TryParse($" {secret.Reveal()}\n", out var parsed));
        Assert.Equal(secret.Reveal(), parsed!.Reveal());
        Assert.False(LinkSecret.TryParse(secret.Reveal() + "A", out _));
        Assert.False(LinkSecret.TryParse(secret.Reveal()[..21], out _));
        Assert.False(LinkSecret.TryParse(null, out _));
    }

    [Fact]
    public void Fingerprint_WhenTheCodeIsTypedDifferently_IsTheSame()
    {
        using var key = FingerprintKey.Create();
        var code = SpokenCode.Create();
        Assert.Equal(
            LinkFingerprint.Of(key, code), LinkFingerprint.Of(key, Parse(code.Reveal().Replace("-", " ", StringComparison.Ordinal))));
        Assert.Equal(43, LinkFingerprint.Of(key, code).Length);
    }

    [Fact]
    public void Fingerprint_WhenTheKeyDiffers_Differs()
    {
        using var one = FingerprintKey.Create();
        using var two = FingerprintKey.Create();
        var secret = LinkSecret.Create();
        Assert.Equal(LinkFingerprint.Of(one, secret), LinkFingerprint.Of(one, secret));
        Assert.NotEqual(LinkFingerprint.Of(one, secret), LinkFingerprint.Of(two, secret));
    }

    private static SpokenCode Parse(string typed) =>
        SpokenCode.TryParse(typed, out var code) ? code! : throw new FormatException("not a code");
}
