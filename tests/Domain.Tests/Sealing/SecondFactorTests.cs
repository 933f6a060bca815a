using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

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
        var read = JsonSerializer.Deserialize<SecondFactor>(JsonSerializer.Serialize(Stored))!;
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
        var thrown = Assert.Throws<ArgumentException>(() => SecondFactor.Create(new string('q', 201)));
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
        var salt = new byte[16];
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(folded), salt, 600_000, HashAlgorithmName.SHA256, 32);
        Assert.True(new SecondFactor(SecondFactor.Pbkdf2Sha256, 600_000, salt, hash).Verify(typed));
    }

    [Fact]
    public void ToString_WhenPrinted_ShowsNeitherSaltNorHash() =>
        Assert.Equal("SecondFactor(pbkdf2-sha256, 600000)", Stored.ToString());
}
