using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class SpokenCodeTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void TryParse_WhenTypedAsIssued_GivesTheCode()
    {
        for (int i = 0; i < 500; i++)
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
    [InlineData("\"00000-00001-1\"")]
    [InlineData("\u201C00000\u201300001\u20131\u201D.")]
    [InlineData("\u00AB00000,00001,1\u00BB")]
    [InlineData("(00000/00001/1);")]
    [InlineData("`00000:00001:1\u00B4")]
    [InlineData("<00000-00001-1>")]
    [InlineData("|00000|00001|1|")]
    [InlineData("00000+00001+1")]
    [InlineData("^00000^00001^1^")]
    [InlineData("\uFF1C00000\uFF5C00001\uFF0B1\uFF1E")]
    [InlineData("*00000-00001-1*")]
    [InlineData("**00000-00001-1**.")]
    [InlineData("~~00000-00001-1~~")]
    [InlineData("\uFF0A00000-00001-1\uFF5E")]
    [InlineData("\u200B00000\u2060-00001\uFEFF-1\u00AD")]
    [InlineData("\u041E\u043E\u03BF\u039FO-\u0585ooo\u0406-\u0406")]
    [InlineData("00000-000\u00D2\u0399-\u2113")]
    public void TryParse_WhenTypedDifferently_GivesTheSameCode(string typed) =>
        Assert.Equal(Parse("00000000011"), Parse(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000001")]
    [InlineData("000000000111")]
    [InlineData("00000000012")]
    [InlineData("*0000000011")]
    [InlineData("**000000000112**")]
    [InlineData("00000*00001*1")]
    [InlineData("0000000001**")]
    [InlineData("0000000001!1")]
    [InlineData("0000000001\u00B2")]
    public void TryParse_WhenItIsNoCode_Refuses(string? typed) => Assert.False(SpokenCode.TryParse(typed, out _));

    [Fact]
    public void TryParse_WhenOverlong_RefusesWithoutReading() =>
        Assert.False(SpokenCode.TryParse(new string(' ', 200) + "00000000011", out _));

    [Fact]
    public void TryParse_WhenOneCharacterIsWrongOrTwoNeighboursAreSwapped_Refuses()
    {
        for (int round = 0; round < 20; round++)
        {
            string code = SpokenCode.Create().Reveal().Replace("-", "", StringComparison.Ordinal);
            for (int at = 0; at < code.Length; at++)
            {
                foreach (char symbol in Symbols.Where(symbol => symbol != code[at]))
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
        Assert.True(LinkSecret.TryParse($" {secret.Reveal()}\n", out LinkSecret? parsed));
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

    /// <summary>Every letter of the alphabet that another alphabet has too: what a person copies by its looks.</summary>
    [Theory]
    [InlineData(
        "ABCEHKMPTXYJS3DQW", "\u0410\u0412\u0421\u0415\u041D\u041A\u041C\u0420\u0422\u0425\u0423\u0408\u0405\u0417\u0500\u051A\u051C")]
    [InlineData(
        "abcehkmptxyjs3dqwv",
        "\u0430\u0432\u0441\u0435\u043D\u043A\u043C\u0440\u0442\u0445\u0443\u0458\u0455\u0437\u0501\u051B\u051D\u0475")]
    [InlineData("ABEZHKMNPTYX", "\u0391\u0392\u0395\u0396\u0397\u039A\u039C\u039D\u03A1\u03A4\u03A5\u03A7")]
    [InlineData("abekvptx", "\u03B1\u03B2\u03B5\u03BA\u03BD\u03C1\u03C4\u03C7")]
    [InlineData("ABCXYZ019", "\uFF21\uFF22\uFF23\uFF38\uFF39\uFF3A\uFF10\uFF11\uFF19")]
    [InlineData("ABC019", "\U0001D400\U0001D401\U0001D402\U0001D7CE\U0001D7CF\u2468")]
    [InlineData("AEZNC", "\u00C1\u0117Z\u030C\u0143\u00E7")]
    public void Read_WhenLettersOnlyLookTheSame_ReadsThose(string plain, string typed) =>
        Assert.Equal(TypedCode.Read(plain), TypedCode.Read(typed));

    [Fact]
    public void Read_WhateverTheScriptOfItsDigits_ReadsThem()
    {
        foreach (int nought in new[] { 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xE50, 0xF20, 0x1040, 0x17E0, 0x1E950, 0x1FBF0 })
            Assert.Equal("0123456789", TypedCode.Read(string.Concat(Enumerable.Range(nought, 10).Select(char.ConvertFromUtf32))));
    }

    [Theory]
    [InlineData("ABCD-EFGH-JKMN-PQRS", "ABCDEFGHJKMNPQRS")]
    [InlineData("abcd efgh jkmn pqrs.", "ABCDEFGHJKMNPQRS")]
    [InlineData("\u201Cabcd\u2014efgh,jkmn pqrs\u201D", "ABCDEFGHJKMNPQRS")]
    [InlineData("0O1I-LLLL-0000-0000", "0011111100000000")]
    [InlineData("*ABCD-EFGH-JKMN-PQRS*", "ABCDEFGHJKMNPQRS")]
    [InlineData("<ABCD|EFGH+JKMN^PQRS>", "ABCDEFGHJKMNPQRS")]
    [InlineData("ABCD-EFGH-JKMN-PQR", null)]
    [InlineData("ABCD-EFGH-JKMN-PQRST", null)]
    [InlineData("ABCD-EFGH-JKMN-PQRU", null)]
    [InlineData("ABCD-EFGH-JKMN-PQR!", null)]
    [InlineData("Maria Novak, b. 1999", null)]
    [InlineData(" . - ", null)]
    [InlineData(null, null)]
    public void ReadReference_WhenItCannotBeOne_GivesNothing(string? typed, string? read) =>
        Assert.Equal(read, TypedCode.ReadReference(typed));

    [Fact]
    public void LinkSecret_WhenALinkIsPastedWhole_IsFound()
    {
        string secret = LinkSecret.Create().Reveal();
        foreach (string pasted in new[]
            {
                $"https://help.example/w#{secret}", $"\u201Chttps://help.example/w?l=ar#{secret}\u201D.", $"#{secret}", $"({secret})",
                $"\u200F{secret}\u200E,",
            })
        {
            Assert.True(LinkSecret.TryParse(pasted, out LinkSecret? found), pasted);
            Assert.Equal(secret, found!.Reveal());
        }
        Assert.False(LinkSecret.TryParse("https://help.example/w#", out _));
    }

    /// <summary>What messages make of a link: the first run behind the number sign that can be a secret.</summary>
    [Theory]
    [InlineData("https://help.example/w#{0} and a word that someone wrote behind it")]
    [InlineData("https://help.example/w#{0}?utm_source=sms&fbclid=IwAR0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("<https://help.example/w?l=en#{0}> (opens a page, see #2)")]
    [InlineData("[here](https://help.example/w#{0})*")]
    [InlineData("Press #1: https://help.example/w#{0}")]
    [InlineData("https://help.example/w%23{0}")]
    [InlineData("https://help.example/w#%22{0}%E2%80%9D")]
    [InlineData("https://help.example/w#~{0}~")]
    [InlineData("{0} 100% sure")]
    public void LinkSecret_WhateverStandsAroundIt_IsFound(string around)
    {
        string secret = LinkSecret.Create().Reveal();
        Assert.True(
            LinkSecret.TryParse(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, secret), out LinkSecret? found),
            around);
        Assert.Equal(secret, found!.Reveal());
    }

    [Theory]
    [InlineData("https://help.example/w#{0}A")]
    [InlineData("https://help.example/w#A{0}")]
    [InlineData("https://help.example/w#AAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("{0}# and nothing behind")]
    public void LinkSecret_WhenTheRunIsNone_IsNotFound(string around) =>
        Assert.False(
            LinkSecret.TryParse(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, new string('A', 22)), out _));

    private static SpokenCode Parse(string typed) =>
        SpokenCode.TryParse(typed, out SpokenCode? code) ? code! : throw new FormatException("not a code");
}
