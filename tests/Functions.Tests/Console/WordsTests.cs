using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Entries;
using DataSharing.Domain.Policy;
using DataSharing.Functions.AccessLog;
using DataSharing.Functions.Cases;
using DataSharing.Functions.Consents;
using DataSharing.Functions.Console;
using DataSharing.Functions.Http;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Withdrawal;

namespace DataSharing.Functions.Tests.Console;

/// <summary>Every code of the log in plain words (<see cref="Words"/>).</summary>
public sealed class WordsTests
{
    [Fact]
    public void Words_OfEveryActionAndReason_AreThere()
    {
        // Console/Words.cs is where they are given.
        Assert.Equal(LogAction.All.Order(), Words.Actions.Keys.Order());
        Assert.Empty(ReasonKinds.All.Except(Words.Reasons.Keys));
        Assert.Empty(Enum.GetValues<OverrideGround>().Select(WireCode.Of).Except(Words.Reasons.Keys));
        Assert.Empty(Enum.GetValues<DecisionKind>().Select(WireCode.Of).Except(Words.Outcomes.Keys));
        Assert.Equal(AccessLogFunctionsPurposes(), ReviewPurposes.All.Keys);
    }

    /// <summary>What the log can say is said in words, and there are no words for what it never says.</summary>
    [Fact]
    public void Words_OfEveryOutcome_AreThoseOfTheGrammar()
    {
        string[] codes = [.. LogGrammar.Forms.SelectMany(form => form.Outcome.Codes).Distinct()];
        Assert.All(codes, code => Assert.DoesNotContain(Words.Outcome(code), char.IsAsciiLetterUpper));
        Assert.Empty(Words.Outcomes.Keys.Except(codes));
        Assert.All(
            StopChannel.OfPerson.Concat(StopChannel.OfOthers), way => Assert.DoesNotContain(Words.Channel(way), char.IsAsciiLetterUpper));
    }

    /// <summary>The codes of the API's closed lists are the log's.</summary>
    [Fact]
    public void Codes_OfTheApi_AreThoseOfTheGrammar()
    {
        Assert.Equal([StopChannel.Link, StopChannel.Code, .. Camel<PersonsChannel>()], StopChannel.OfPerson);
        Assert.Equal(Enum.GetValues<RevokedBy>().Select(WireCode.Of), StopChannel.OfOthers);
        Assert.Equal(Enum.GetValues<IdentifiedBy>().Select(WireCode.Of), Outcomes(LogAction.CaseConfirmed));
        Assert.Equal(
            from kind in Camel<ChangeKind>() from status in (string[])["proposed", "agreed", "applied", "rejected"] select $"{kind}.{status}",
            Outcomes(LogAction.RegistryChanged).Concat(Outcomes(LogAction.AgreementChanged)));
        Assert.Empty(Camel<ChangeStatus>().Except(["proposed", "applied", "rejected"]));
        Assert.All(Roles.All, role => Assert.Contains(LogGrammar.Forms, form => form.Actors.Contains(role)));
    }

    private static IEnumerable<string> Outcomes(string action) =>
        LogGrammar.Forms.Where(form => form.Action == action).SelectMany(form => form.Outcome.Codes);

    private static IEnumerable<string> Camel<T>() where T : struct, Enum =>
        Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName);

    private static string[] AccessLogFunctionsPurposes() => ListAccessLog.Purposes.Split(", ");
}
