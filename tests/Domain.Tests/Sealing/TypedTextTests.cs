using System.Security.Cryptography;
using System.Text;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class TypedTextTests
{
    private static IEnumerable<Rune> Everything => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value));

    /// <summary>Hashes rest on what becomes of each character: whoever changes one locks people out, and adds a version instead.</summary>
    [Fact]
    public void Fold_OfEveryCharacter_IsWhatItWas()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Rune rune in Everything)
            all.AppendData(Encoding.UTF8.GetBytes(TypedText.Of(rune) + "\n"));
        Assert.Equal("be8ebbad4d6ad8d0b1e768548b6dfd34af4bc503c70d05c813f7e9b48c63f80c", Convert.ToHexStringLower(all.GetHashAndReset()));
    }

    [Fact]
    public void Fold_WhenFoldedAlready_ChangesNothing() =>
        Assert.All(Everything.Chunk(4096), some =>
        {
            string once = TypedText.Fold(string.Concat(some.Select(rune => rune + " ")));
            Assert.Equal(once, TypedText.Fold(once));
        });

    [Fact]
    public void Fold_OfLettersInEitherCase_IsTheSame() =>
        Assert.All(Everything.Where(rune => rune.IsBmp && char.IsLetter((char)rune.Value)), rune =>
        {
            (Rune upper, Rune lower) = (Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune));
            if (Rune.ToLowerInvariant(upper) == lower)
                Assert.Equal(TypedText.Of(lower), TypedText.Of(upper));
        });

    [Theory]
    [InlineData("", "")]
    [InlineData(" \u2019\u2026\u2014 ", "")]
    [InlineData("  One,  two\u2026three ", "one two three")]
    public void Fold_OfWhatSeparates_IsOneSpaceOrNothing(string typed, string folded) => Assert.Equal(folded, TypedText.Fold(typed));

    // Not as data of a theory: an attribute's text is UTF-8, which has no half of a pair.
    [Fact]
    public void Fold_OfHalfAPair_IsAReplacementEach() => Assert.Equal("\uFFFDx\uFFFD", TypedText.Fold("\uD800x\uDC00"));
}
