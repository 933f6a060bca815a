using DataSharing.Domain.Policy;
using DataSharing.Functions.Withdrawal.Page;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Tests.Withdrawal;

public sealed class SurvivorTextsTests
{
    public static TheoryData<string> Languages() => [.. SurvivorTexts.All.Select(t => t.Code)];

    [Fact]
    public void All_OffersSixLanguagesWithEnglishFirst()
        => Assert.Equal(["en", "ar", "es", "fr", "pt", "uk"], SurvivorTexts.All.Select(t => t.Code));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_InEveryLanguage_AreComplete(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        foreach (System.Reflection.PropertyInfo property in typeof(SurvivorTexts).GetProperties().Where(p => p.PropertyType == typeof(string)))
            Assert.False(string.IsNullOrWhiteSpace((string?)property.GetValue(texts)), $"{code}: {property.Name}");
        Assert.Contains(texts.Direction, new[] { "ltr", "rtl" });
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Purposes_InEveryLanguage_CoverEveryPurposeCode(string code)
        => Assert.Equal(typeof(PurposeCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal), SurvivorTexts.Find(code)!.Purposes.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Texts_OfOneLanguage_AreNotThoseOfAnother()
    {
        foreach (SurvivorTexts other in SurvivorTexts.All.Skip(1))
            Assert.NotEqual(SurvivorTexts.All[0].StoppedNow, other.StoppedNow);
    }

    [Theory]
    [InlineData("ar", "fr", "ar")]
    [InlineData(null, "fr-CA,en;q=0.5", "fr")]
    [InlineData("xx", "de, es;q=0.9", "es")]
    [InlineData(null, "", "en")]
    [InlineData(null, ";;;", "en")]
    public void Choose_TakesTheChosenThenTheDevicesLanguage(string? chosen, string accepted, string expected)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = accepted;
        Assert.Equal(expected, SurvivorTexts.Choose(request, chosen).Code);
    }
}
