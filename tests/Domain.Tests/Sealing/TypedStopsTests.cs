using System.Globalization;
using DataSharing.Domain.Sealing;

namespace DataSharing.Domain.Tests.Sealing;

public class TypedStopsTests
{
    private readonly string _one = SpokenCode.Create().Reveal(), _other = SpokenCode.Create().Reveal(), _secret = LinkSecret.Create()
        .Reveal();

    /// <summary>{0} and {1} are codes, {2} is a secret.</summary>
    [Theory]
    [InlineData("{0}", "0", "")]
    [InlineData("Code: {0}.", "0", "Code:")]
    [InlineData("{0}{1}", "01", "")]
    [InlineData("{0}/{1}", "01", "")]
    [InlineData("{0} {1} https://help.example/w?l=en#{2}", "012", "")]
    [InlineData("<https://help.example/w#{2}> or {0}", "02", "or")]
    [InlineData("https://help.example/w%23{2} hello", "2", "hello")]
    [InlineData("12345-67890", "", "12345-67890")]
    public void Find_WhateverStandsAround_FindsEachAndLeavesTheRest(string around, string which, string rest)
    {
        string typed = string.Format(CultureInfo.InvariantCulture, around, _one, _other, _secret);
        TypedStop[] hers = [.. TypedStops.Find(typed).Where(found => Named(found) != "")];
        Assert.Equal(which, string.Concat(hers.Select(Named).Distinct().Order()));
        Assert.Equal(rest, TypedStops.Without(typed, hers));
    }

    [Fact]
    public void Find_WhenLongerThanIsRead_FindsNothing()
    {
        Assert.Empty(TypedStops.Find(_one + new string(' ', TypedStops.Longest)));
        Assert.Empty(TypedStops.Find(null));
    }

    /// <summary>What stands apart is looked up before what only may be one.</summary>
    [Fact]
    public void Find_WhenMuchCouldBeOne_GivesThoseThatStandApartFirst()
    {
        for (int round = 0; round < 200; round++)
        {
            var code = SpokenCode.Create();
            IReadOnlyList<TypedStop> found =
                TypedStops.Find($"AAAAABBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHH {code.Reveal()} AAAAABBBBBCCCCCDDDDD");
            Assert.Contains(code, found.Take(3).Select(one => one.Code));
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Code:", false)]
    [InlineData("my second code (number 2)", false)]
    [InlineData("and thank you.", false)]
    [InlineData("W77B1-00000-X", true)]
    [InlineData("w77b1 00000 x", true)]
    [InlineData("ABCDE-FGHJK-M", true)]
    public void MayHoldOne_TellsACodeFromWordsAroundOne(string rest, bool may) => Assert.Equal(may, TypedStops.MayHoldOne(rest));

    private string Named(TypedStop found) => found switch
    {
        { Secret: { } secret } => secret.Reveal() == _secret ? "2" : "",
        { Code: { } code } => code.Reveal() == _one ? "0" : code.Reveal() == _other ? "1" : "",
        _ => "",
    };
}
