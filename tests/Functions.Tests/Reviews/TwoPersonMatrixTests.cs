using System.Text.RegularExpressions;
using DataSharing.Functions.Http;
using DataSharing.Functions.OpenApi;
using DataSharing.Functions.Registry;
using DataSharing.Functions.Tests.Repository;

namespace DataSharing.Functions.Tests.Reviews;

/// <summary>
/// Every rule of two persons, over HTTP: who may act second after an application or a person acted first. Of all ways only
/// another person who signed in passes.
/// </summary>
public sealed partial class TwoPersonMatrixTests : IAsyncLifetime
{
    private readonly RunningApp _running = new();
    private TwoPersonCast _cast = null!;
    private TwoPersonScenes _scenes = null!;

    public async Task InitializeAsync()
    {
        await _running.InitializeAsync();
        _cast = new TwoPersonCast(_running.App);
        _scenes = new TwoPersonScenes(_running.App, _cast);
        await _cast.ArriveAsync();
    }

    public Task DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task SecondAct_OfEveryRule_PassesForAnotherSignedInPersonAlone()
    {
        Assert.Equal(TwoPersonRule.All.Select(rule => rule.Id).Order(), _scenes.All.Keys.Select(rule => rule.Id).Order());
        foreach (TwoPersonRule rule in TwoPersonRule.All)
        {
            foreach ((string first, Act act) in new[] { ("application", _cast.FirstByApp), ("signed in", _cast.FirstSignedIn) })
                await PlayAsync(rule, $"{rule.Id}, first by {first}", act);
        }
    }

    /// <summary>Whoever else declares that a second person is required has named no rule here, and so is not in the matrix.</summary>
    [Fact]
    public void Operations_WhichNeedASecondPerson_AreThoseOfTheRules() => Assert.Equal(
        TwoPersonRule.All.Select(rule => rule.Operation).Distinct().Order(),
        OperationCatalogue.All.Where(operation => operation.Problems.Contains(ProblemType.SamePerson)).Select(operation => operation.Id)
            .Order());

    [Fact]
    public void Source_WhereItJudgesPersonsToBeTheSame_IsTheOneMechanism()
    {
        string[] judging = [.. SourceTree.Files(".cs").Where(file => file.StartsWith("functions/", StringComparison.Ordinal)
            && SaysSamePerson().IsMatch(SourceTree.CodeOnly(SourceTree.Read(file))))];
        Assert.Equal(["functions/DataSharing.Functions/Registry/SecondPerson.cs"], judging);
    }

    private async Task PlayAsync(TwoPersonRule rule, string scene, Act first)
    {
        (string path, object? body) = await _scenes.All[rule](first);
        string registration = TwoPersonScenes.SecondRegistration(rule);
        foreach ((string way, Act act) in new[]
        {
            ("same token", _cast.SameToken(registration)), ("same person", _cast.SamePerson(registration)),
            ("same application", _cast.SameApplication(registration)),
            ("two applications", _cast.OtherApplication(registration)),
        })
        {
            Answer refused = await act(HttpMethod.Post, path, body);
            Assert.True((403, "same-person") == (refused.Status, refused.Problem), $"{scene}, second by {way}: {refused}");
        }

        Answer passed = await _cast.OtherPerson(registration)(HttpMethod.Post, path, body);
        Assert.True(passed.Status is 200 or 202, $"{scene}, second by another person: {passed}");
    }

    [GeneratedRegex(@"\(\s*ProblemType\.SamePerson")]
    private static partial Regex SaysSamePerson();
}
