using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

[Trait("Speed", "Slow")]
public class SecondFactorTests
{
    private static readonly SecondFactor Stored = SecondFactor.Create("Élan Vital");

    [Theory]
    [InlineData("Élan Vital")]
    [InlineData("  élan   vital ")]
    [InlineData("E\u0301LAN VITAL")]
    [InlineData("elan\u00A0vital")]
    [InlineData("\u200Fｅlan vital")]
    public void Verify_WhenTypedOnAnotherKeyboard_Accepts(string typed) => Assert.True(Stored.Verify(typed));

    [Theory]
    [InlineData("elan")]
    [InlineData("elanvital")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("elan vital\uD800")]
    public void Verify_WhenAnotherWord_Refuses(string? typed) => Assert.False(Stored.Verify(typed));

    [Fact]
    public void Verify_WhenStoredAsJson_StillAccepts()
    {
        SecondFactor read = JsonSerializer.Deserialize<SecondFactor>(JsonSerializer.Serialize(Stored))!;
        Assert.True(read.Verify("elan vital"));
        Assert.Equal(600_000, read.Iterations);
    }

    [Fact]
    public void Create_WhenTheSameWordTwice_SaltsDifferently() =>
        Assert.NotEqual(SecondFactor.Create("word").Hash, SecondFactor.Create("word").Hash);

    [Fact]
    public void Create_WhenNothingOrTooMuchIsLeft_RefusesWithoutQuoting()
    {
        Assert.Throws<ArgumentException>(() => SecondFactor.Create(" \u200E\u0301 "));
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => SecondFactor.Create(new string('q', 201)));
        Assert.DoesNotContain("qq", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_WhenParametersWereWeakened_Refuses()
    {
        Assert.Throws<InvalidOperationException>(() => (Stored with { Iterations = 1 }).Verify("x"));
        Assert.Throws<InvalidOperationException>(() => (Stored with { Iterations = int.MaxValue }).Verify("x"));
        Assert.Throws<InvalidOperationException>(() => (Stored with { Algorithm = "md5" }).Verify("x"));
        Assert.Throws<InvalidOperationException>(() => (Stored with { Hash = [] }).Verify("x"));
    }

    /// <summary>What words fold to may never change: stored hashes rest on it.</summary>
    [Theory]
    [InlineData("Straße", "straße")]
    [InlineData("NGUYỄN", "nguyen")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Ёлка", "елка")]
    [InlineData("\u0623\u064E\u0645\u0640\u0644", "\u0627\u0645\u0644")]
    [InlineData("घर", "घर")]
    [InlineData("Ăâîșț", "aaist")]
    public void Verify_WhenHashedFromTheFoldedForm_Accepts(string typed, string folded)
    {
        byte[] salt = new byte[16];
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(folded), salt, 600_000, HashAlgorithmName.SHA256, 32);
        Assert.True(new SecondFactor(SecondFactor.Pbkdf2Sha256, 600_000, salt, hash).Verify(typed));
    }

    /// <summary>One word typed with the same keys on two devices.</summary>
    [Theory]
    [InlineData("it's mine", "it\u2019s mine")]
    [InlineData("it's mine", "it\u02BCs mine")]
    [InlineData("\"sun\" and moon", "\u201Csun\u201D and moon")]
    [InlineData("\"sun\" and moon", "\u201Esun\u201C and\u00A0moon")]
    [InlineData("red--blue", "red\u2014blue")]
    [InlineData("red - blue", "red \u2013 blue")]
    [InlineData("wait...", "wait\u2026")]
    [InlineData("one  two", "one. two")]
    [InlineData("rose 1995", "rose \u0661\u0669\u0669\u0665")]
    [InlineData("rose 1995", "rose \u06F1\u06F9\u06F9\u06F5")]
    [InlineData("rose 1995", "rose \u0967\u096F\u096F\u096B")]
    [InlineData("\u0643\u062A\u0627\u0628 \u064A", "\u06A9\u062A\u0627\u0628 \u06CC")]
    [InlineData("\u0647\u0645\u0647", "\u06C1\u0645\u06D5")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u064A\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\u0644\u0627\u0644\u0627", "\uFEFB\uFEFC")]
    [InlineData("\u05E6\u05D4\"\u05DC", "\u05E6\u05D4\u05F4\u05DC")]
    [InlineData("\u043C'\u044F\u0447", "\u043C\u02BC\u044F\u0447")]
    [InlineData("STRASSE", "stra\u00DFe")]
    [InlineData("\uFF2D\uFF4F\uFF4F\uFF4E \uFF17", "moon 7")]
    [InlineData("\uFB01ne day", "fine day")]
    [InlineData("\u30AB\u30FC\u30C9", "\uFF76\uFF70\uFF84\uFF9E")]
    [InlineData("\uD55C\uAE00 \uB9D0", "\u1112\u1161\u11AB\u1100\u1173\u11AF \u1106\u1161\u11AF")]
    [InlineData("\u03BB\u03CC\u03B3\u03BF\u03C2", "\u039B\u039F\u0393\u039F\u03A3")]
    [InlineData("heart \u2764\uFE0F", "heart \u2764")]
    [InlineData("sun\u200Bflo\u00ADwer\u2060", "sunflower")]
    public void Verify_WhenTheSameKeysWerePressedElsewhere_Accepts(string here, string there)
    {
        Assert.True(SecondFactor.Create(here).Verify(there));
        Assert.True(SecondFactor.Create(there).Verify(here));
    }

    [Theory]
    [InlineData("sunflower", "sun flower")]
    [InlineData("sunflower", "sunflowers")]
    [InlineData("rose 1995", "rose 1996")]
    [InlineData("\u0430\u043D\u043D\u0430", "anna")]
    public void Verify_WhenOtherKeysWerePressed_Refuses(string here, string there) => Assert.False(SecondFactor.Create(here).Verify(there));

    [Fact]
    public void Verify_WhenHashedBeforeThisVersion_GoesOnAsItWas()
    {
        byte[] salt = new byte[16];
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes("it's mine"), salt, 600_000, HashAlgorithmName.SHA256, 32);
        SecondFactor stored = JsonSerializer.Deserialize<SecondFactor>(
            $$"""{"Algorithm":"pbkdf2-sha256","Iterations":600000,"Salt":"{{Convert.ToBase64String(salt)}}","Hash":"{{Convert.ToBase64String(hash)}}"}""")!;
        Assert.True(stored.Verify("It's  mine"));
        Assert.False(stored.Verify("it\u2019s mine"));
        Assert.True(stored.IsOutdated());
        Assert.False(SecondFactor.Create("it's mine").IsOutdated());
        Assert.Throws<InvalidOperationException>(() => (stored with { Folding = 3 }).Verify("it's mine"));
    }

    [Theory]
    [InlineData("sun", true)]
    [InlineData("\u6A59\u5B50\u6811", true)]
    [InlineData("...", false)]
    [InlineData("\u200E\u200E\u200E", false)]
    [InlineData("ab!", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsAllowed_WhenLittleOfItCounts_Refuses(string? word, bool allowed) => Assert.Equal(allowed, SecondFactor.IsAllowed(word));

    [Fact]
    public void IsAllowed_WhenTooLong_Refuses() => Assert.False(SecondFactor.IsAllowed(new string('q', SecondFactor.MaximumLength + 1)));

    [Fact]
    public void ToString_WhenPrinted_ShowsNeitherSaltNorHash() =>
        Assert.Equal("SecondFactor(pbkdf2-sha256, 600000)", Stored.ToString());
}
