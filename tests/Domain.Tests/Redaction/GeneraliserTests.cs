using DataSharing.Domain.Policy;
using DataSharing.Domain.Redaction;

namespace DataSharing.Domain.Tests.Redaction;

public sealed class GeneraliserTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Theory]
    [InlineData(Generaliser.AdultOrChild, "2008-03-02", "adult")]
    [InlineData(Generaliser.AdultOrChild, "2008-03-03", "child")]
    [InlineData(Generaliser.AdultOrChild, "about seventeen", null)]
    [InlineData(Generaliser.RegionOfWorld, "VN", "southEasternAsia")]
    [InlineData(Generaliser.RegionOfWorld, "a village near the border", null)]
    [InlineData(Generaliser.Year, "2025-07-30", "2025")]
    [InlineData(Generaliser.Year, "summer of 2025", null)]
    [InlineData(Generaliser.Quarter, "2025-07-30", "2025-Q3")]
    [InlineData(Generaliser.YesNo, "none", "no")]
    [InlineData(Generaliser.YesNo, "her uncle, twice", "yes")]
    [InlineData(Generaliser.HeldByAnother, "his brother", "held by another")]
    [InlineData(Generaliser.HeldByAnother, "self", null)]
    [InlineData(Generaliser.FamilyMember, "her uncle", "family member")]
    [InlineData(Generaliser.Form, "she was beaten", null)]
    [InlineData(Generaliser.District, "4 Mill Row", null)]
    [InlineData(Generaliser.Count, "several", null)]
    public void Apply_OnWords_GivesOnlyWhatIsSafe(Generaliser generaliser, string text, string? expected) =>
        Assert.Equal(expected, Generalisers.Apply(generaliser, RedactorTests.Value("x.y", text), Day, 18, null, Tier.Case));

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
        var value = new FieldValue { Path = "x.y", Text = words, Codes = [words], Items = [new() { Id = "1", Text = words }], Parts = new Dictionary<string, string> { ["detail"] = words } };

        var made = Generalisers.Apply(generaliser, value, Day, 18, true, Tier.Case);

        Assert.True(made is null || !made.Contains("Lan", StringComparison.OrdinalIgnoreCase), "a name passed");
    }

    public static TheoryData<Generaliser> Every() => [.. Enum.GetValues<Generaliser>()];

    private static string? Route(params string[] countries) =>
        Generalisers.Apply(Generaliser.RouteRegion, new FieldValue { Path = "x.y", Codes = countries }, Day, 18, null, Tier.Case);
}
