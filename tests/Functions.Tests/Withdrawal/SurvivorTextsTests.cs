using DataSharing.Functions.Tests.Repository;
using DataSharing.Functions.Withdrawal;
using Microsoft.AspNetCore.Http;

namespace DataSharing.Functions.Tests.Withdrawal;

public sealed class SurvivorTextsTests
{
    // What a translation must say, in its own words: the speaker who made it gives them.
    private static readonly Dictionary<string, (string YourAgreement, string NothingWasChanged)> Phrases = new()
    {
        ["en"] = ("your agreement", "othing was changed"),
        ["ar"] = ("موافقتك", "لم يتغير شيء"),
        ["es"] = ("su consentimiento", "ada ha cambiado"),
        ["fr"] = ("votre accord", "ien n'a changé"),
        ["pt"] = ("o seu acordo", "ada mudou"),
        ["uk"] = ("ваша згода", "ічого не змінено"),
    };

    public static TheoryData<string> Languages() => [.. SurvivorTexts.All.Select(t => t.Code)];

    [Fact]
    public void All_WhenLoaded_OffersEveryFileWithEnglishFirst()
    {
        string[] files = [.. SourceTree.Files([".json"]).Where(path => path.Contains("/Withdrawal/Page/Texts/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))];
        Assert.Equal("en", SurvivorTexts.All[0].Code);
        Assert.Equal(files.Order(StringComparer.Ordinal), SurvivorTexts.All.Select(texts => texts.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Phrases_OfEveryLanguage_AreGivenHere()
    {
        string[] missing = [.. SurvivorTexts.All.Select(texts => texts.Code).Except(Phrases.Keys)];
        Assert.True(
            missing.Length == 0,
            $"{string.Join(", ", missing)}: say in Phrases which words of the texts mean 'your agreement' and 'nothing was changed'");
    }

    [Theory]
    [InlineData("\"law\":", "\"lawe\":", "xx.json: ", "law")]
    [InlineData("\"direction\": \"ltr\"", "\"direction\": \"down\"", "xx.json: direction is ltr or rtl", "")]
    [InlineData("\"title\": \"My choices\"", "\"title\": \" \"", "xx.json: title has no text", "")]
    [InlineData("\"HOUSE\":", "\"HOUSES\":", "xx.json: purposes.HOUSE has no text", "")]
    [InlineData("\"HOUSE\":", "\"HOUSES\":", "xx.json: purposes.HOUSES is no purpose", "")]
    [InlineData("{", "[", "xx.json: ", "JSON")]
    public void Read_WhenAFileIsNotFit_NamesItAndWhatIsWrong(string text, string instead, string problem, string word)
    {
        string english = SourceTree.Read("functions/DataSharing.Functions/Withdrawal/Page/Texts/en.json");
        int at = english.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        var problems = new List<string>();
        SurvivorTextFiles.Read("xx", english[..at] + instead + english[(at + text.Length)..], problems);
        Assert.Contains(problems, one =>
            one.Contains(problem, StringComparison.Ordinal) && one.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WhenTheFileIsRight_FindsNothing()
    {
        var problems = new List<string>();
        SurvivorTextFiles.Read("en", SourceTree.Read("functions/DataSharing.Functions/Withdrawal/Page/Texts/en.json"), problems);
        Assert.Empty(problems);
    }

    /// <summary>"Nothing", "nobody", "no agency", "stops everything": a stop ends what rests on her agreement, and no more.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_ThatPromiseAStop_SpeakOfHerAgreement(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        string agreement = Phrases[code].YourAgreement;
        Assert.All(new[] { texts.WhatStops, texts.StoppedNow }, text => Assert.Contains(agreement, text, StringComparison.Ordinal));
        Assert.Equal(SurvivorTexts.All.Count, SurvivorTexts.All.Select(other => other.Law).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OfWhatDidNotWork_AllSayThatNothingWasChanged(string code)
    {
        SurvivorTexts texts = SurvivorTexts.Find(code)!;
        string nothing = Phrases[code].NothingWasChanged;
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
