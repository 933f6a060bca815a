using DataSharing.Domain.Cases;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;
using DataSharing.Domain.Tests.Decisions;

namespace DataSharing.Domain.Tests.Redaction;

public sealed class GeneraliserTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Theory]
    [InlineData("identity.nationality", Generaliser.RegionOfWorld, "VN", "southEasternAsia")]
    [InlineData("identity.nationality", Generaliser.RegionOfWorld, "a village near the border", null)]
    [InlineData("exploitation.period", Generaliser.Year, "2025-07-30", "2025")]
    [InlineData("exploitation.period", Generaliser.Year, "summer of 2025", null)]
    [InlineData("exploitation.period", Generaliser.Year, "1404-05-01", null)]
    [InlineData("exploitation.period", Generaliser.Year, "2568-07-30", null)]
    [InlineData("exploitation.period", Generaliser.Year, "1446", null)]
    [InlineData("exploitation.period", Generaliser.Year, "9999-12-31", null)]
    [InlineData("nrm.dates", Generaliser.Quarter, "2025-07-30", "2025-Q3")]
    [InlineData("exploitation.violence", Generaliser.Form, "she was beaten", null)]
    [InlineData("exploitation.sites", Generaliser.District, "4 Mill Row", null)]
    [InlineData("exploitation.otherVictims", Generaliser.Count, "several", null)]
    public void Apply_OnWords_GivesOnlyWhatIsSafe(string path, Generaliser generaliser, string text, string? expected) =>
        Assert.Equal(expected, Apply(generaliser, RedactorTests.Value(path, text)));

    [Theory]
    [InlineData("1990-03-02", AgeStatus.Adult, "adult")]
    [InlineData("2008-03-02", AgeStatus.Adult, "adult")]
    [InlineData("2008-03-03", AgeStatus.Child, "child")]
    [InlineData("2008-02-29", AgeStatus.Adult, "adult")]
    [InlineData("2008-03-02", AgeStatus.Child, null)]
    [InlineData("2008-03-03", AgeStatus.Adult, null)]
    [InlineData("1990-03-02", AgeStatus.Disputed, null)]
    [InlineData("2010-03-02", AgeStatus.Disputed, "child")]
    [InlineData("about seventeen", AgeStatus.Child, null)]
    [InlineData("1390-05-01", AgeStatus.Adult, null)]
    [InlineData("2533-05-01", AgeStatus.Child, null)]
    [InlineData("9999-12-31", AgeStatus.Child, null)]
    [InlineData("0001-01-01", AgeStatus.Adult, null)]
    [InlineData("1906-03-01", AgeStatus.Adult, null)]
    [InlineData("1906-03-02", AgeStatus.Adult, "adult")]
    [InlineData("٢٠٠٨-٠٣-٠٢", AgeStatus.Adult, null)]
    public void Apply_OnADateOfBirth_NeverSaysAnAgeAgainstTheOneOnRecord(string text, AgeStatus onRecord, string? expected) =>
        Assert.Equal(expected, Apply(Generaliser.AdultOrChild, RedactorTests.Value("identity.dateOfBirth", text), onRecord));

    public static TheoryData<string, Generaliser, string, string?> Statements => new()
    {
        { "risk.debtAndPayments", Generaliser.YesNo, "yes", "yes" },
        { "risk.debtAndPayments", Generaliser.YesNo, "certain", "yes" },
        { "risk.debtAndPayments", Generaliser.YesNo, "none", "no" },
        { "risk.debtAndPayments", Generaliser.YesNo, "suspect", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "none that she knows of", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "No, he opens her post", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "NO", null },
        { "risk.debtAndPayments", Generaliser.YesNo, " no", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "non", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "unknown", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "declined", null },
        { "risk.debtAndPayments", Generaliser.YesNo, "false", null },
        { "document.holder", Generaliser.HeldByAnother, "herself", null },
        { "document.holder", Generaliser.HeldByAnother, "she keeps them herself", null },
        { "document.holder", Generaliser.HeldByAnother, "self", null },
        { "document.holder", Generaliser.HeldByAnother, "nobody", null },
        { "document.holder", Generaliser.HeldByAnother, "his brother", null },
        { "document.holder", Generaliser.HeldByAnother, "trafficker", "held by another" },
        { "family.involvedAsTrafficker", Generaliser.FamilyMember, "her uncle", null },
        { "family.involvedAsTrafficker", Generaliser.FamilyMember, "no, certainly not", null },
        { "family.involvedAsTrafficker", Generaliser.FamilyMember, "suspect", null },
        { "family.involvedAsTrafficker", Generaliser.FamilyMember, "certain", "family member" },
        { "age.presumedChild", Generaliser.AdultOrChild, "no longer", null },
        { "age.presumedChild", Generaliser.AdultOrChild, "no", "adult" },
        { "identity.ageBand", Generaliser.AdultOrChild, "30-34", "adult" },
        { "identity.ageBand", Generaliser.AdultOrChild, "thirty", null },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void Apply_WhenAStatementIsAskedFor_MakesItFromACodedAnswerOnly(
        string path, Generaliser generaliser, string text, string? expected)
    {
        Assert.Equal(expected, Apply(generaliser, RedactorTests.Value(path, text)));
        // Chosen as a code beside words of any meaning, it states the same.
        if (expected is not null)
            Assert.Equal(expected, Apply(generaliser, new FieldValue { Path = path, Text = "as told", Codes = [text] }));
    }

    [Fact]
    public void Apply_WhenCodedAnswersContradictEachOther_StatesNothing()
    {
        Assert.Null(Apply(Generaliser.YesNo, new FieldValue { Path = "risk.disappearance", Codes = ["yes", "no"] }));
        Assert.Null(Apply(Generaliser.YesNo, new FieldValue { Path = "risk.disappearance", Text = "no", Codes = ["certain"] }));
        Assert.Equal("yes", Apply(Generaliser.YesNo, new FieldValue { Path = "risk.disappearance", Codes = ["yes", "certain"] }));
    }

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("no", "no")]
    [InlineData(null, null)]
    public void Apply_WhenInterpretationIsAskedFor_TakesTheCodedAnswerAlone(string? coded, string? expected) =>
        Assert.Equal(
            expected,
            Generalisers.Apply(
                Generaliser.InterpretationNeeded, World.Policy.Fields["language.primary"], RedactorTests.Value("language.primary", "ceb"),
                new(Day, 18, AgeStatus.Adult, coded, Tier.Case)));

    [Fact]
    public void Apply_WhenOneCountryOfARouteHasNoRegion_DropsTheRoute()
    {
        Assert.Equal("southEasternAsia > easternEurope", Route("VN", "KH", "PL"));
        Assert.Null(Route("VN", "??", "PL"));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Apply_ForEveryGeneraliser_NeverReturnsTheWordsItWasGiven(Generaliser generaliser)
    {
        const string words = "Lan Nguyen of 4 Mill Row";
        foreach (string path in World.Policy.Fields.Keys)
        {
            var value = new FieldValue
            {
                Path = path,
                Text = words,
                Codes = [words],
                Items = [new() { Id = "1", Text = words }],
                Parts = new Dictionary<string, string> { ["detail"] = words },
            };

            string? made = Apply(generaliser, value);

            Assert.True(made is null || !made.Contains("Lan", StringComparison.OrdinalIgnoreCase), "a name passed");
        }
    }

    public static TheoryData<Generaliser> Every() => [.. Enum.GetValues<Generaliser>()];

    private static string? Route(params string[] countries) =>
        Apply(Generaliser.RouteRegion, new FieldValue { Path = "immigration.history", Codes = countries });

    private static string? Apply(Generaliser generaliser, FieldValue value, AgeStatus age = AgeStatus.Adult) =>
        Generalisers.Apply(generaliser, World.Policy.Fields[value.Path], value, new(Day, 18, age, null, Tier.Case));
}
