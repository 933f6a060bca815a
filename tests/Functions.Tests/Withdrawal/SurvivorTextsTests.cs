using DataSharing.Domain.Policy;
using DataSharing.Functions.Withdrawal;
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
        foreach (System.Reflection.PropertyInfo property in typeof(SurvivorTexts).GetProperties()
            .Where(p => p.PropertyType == typeof(string)))
            Assert.False(string.IsNullOrWhiteSpace((string?)property.GetValue(texts)), $"{code}: {property.Name}");
        Assert.Contains(texts.Direction, new[] { "ltr", "rtl" });
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Purposes_InEveryLanguage_CoverEveryPurposeCode(string code)
        => Assert.Equal(
            typeof(PurposeCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)
                .Order(StringComparer.Ordinal),
            SurvivorTexts.Find(code)!.Purposes.Keys.Order(StringComparer.Ordinal));

    /// <summary>"Nothing", "nobody", "no agency", "stops everything": a stop ends what rests on her agreement, and no more.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_ThatPromiseAStop_SpeakOfHerAgreement(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        string agreement = new Dictionary<string, string>
        {
            ["en"] = "your agreement",
            ["ar"] = "موافقتك",
            ["es"] = "su consentimiento",
            ["fr"] = "votre accord",
            ["pt"] = "o seu acordo",
            ["uk"] = "ваша згода",
        }[code];
        Assert.All(new[] { texts.WhatStops, texts.StoppedNow }, text => Assert.Contains(agreement, text, StringComparison.Ordinal));
        Assert.Equal(SurvivorTexts.All.Count, SurvivorTexts.All.Select(other => other.Law).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OfWhatDidNotWork_AllSayThatNothingWasChanged(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        string nothing = new Dictionary<string, string>
        {
            ["en"] = "othing was changed",
            ["ar"] = "لم يتغير شيء",
            ["es"] = "ada ha cambiado",
            ["fr"] = "ien n'a changé",
            ["pt"] = "ada mudou",
            ["uk"] = "ічого не змінено",
        }[code];
        Assert.All(
            new[] { texts.UnknownText, texts.TooManyText, texts.WrongWordText, texts.TooManyWordsText, texts.VisitOverText },
            text => Assert.Contains(nothing, text, StringComparison.Ordinal));
        // Where something failed it cannot be told whether it was done.
        Assert.All(
            new[] { texts.FailedText, texts.PartFailedText }, text => Assert.DoesNotContain(nothing, text, StringComparison.Ordinal));
    }

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
