using DataSharing.Domain.AccessLog;
using DataSharing.Embedded.Development;
using DataSharing.Functions.Ledger;

namespace DataSharing.Functions.Tests.Cases;

/// <summary>Who opens a sealed case again says how its person was identified, and signs for it.</summary>
public sealed class ConfirmCaseTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp _app = running.App;

    [Fact]
    public async Task Confirm_WhenAnApplicationSaysIt_IsRefusedAndTheCaseStaysSealed()
    {
        string caseId = await SealedAsync();
        DevelopmentPrincipal application = _app.Get<IReadOnlyList<DevelopmentPrincipal>>().Single(one => one.Id == "app-advocate");
        Answer refused = await _app.SendAsync(
            _app.Get<DevelopmentIssuer>().AccessToken(application), "advocate-worker", HttpMethod.Post, Address(caseId),
            new { identifiedBy = "document", evidence = "note-5" });
        Assert.Equal((403, "sign-in-required"), (refused.Status, refused.Problem));
        Assert.NotNull((await HeadAsync(caseId)).SealedAt);
    }

    [Theory]
    [InlineData("", "missing-body", null)]
    [InlineData("{}", "missing-member", null)]
    [InlineData("""{"identifiedBy":"document"}""", "missing-member", "/evidence")]
    [InlineData("""{"evidence":"note-5"}""", "missing-member", "/identifiedBy")]
    [InlineData("""{"identifiedBy":"inPerson","evidence":"note-5"}""", "wrong-type", "/identifiedBy")]
    [InlineData("""{"identifiedBy":"document","evidence":"she said so"}""", "invalid-value", "/evidence")]
    public async Task Confirm_WhenItIsNotSaidHowSheWasIdentified_IsRefusedAndTheCaseStaysSealed(
        string body, string problem, string? pointer)
    {
        string caseId = await SealedAsync();
        Answer refused = await _app.PostAsync("advocate-worker", Address(caseId), body.Length == 0 ? null : body);
        Assert.Equal(problem, refused.Problem);
        if (pointer is not null)
            Assert.Equal(pointer, refused.Pointer);
        Assert.NotNull((await HeadAsync(caseId)).SealedAt);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("knownToStaff")]
    public async Task Confirm_WhenAttested_OpensTheCaseAndTheLogSaysWhoAndHow(string identifiedBy)
    {
        string caseId = await SealedAsync();
        Answer done = await _app.PostAsync("advocate-worker", Address(caseId), new { identifiedBy, evidence = "note-5" });
        Assert.True(done.Status == 204, done.ToString());
        Assert.Null((await HeadAsync(caseId)).SealedAt);
        LogEntry entry = (await _app.Get<CaseLedger>().ReadLogAsync(caseId))!.Value.Chained.Single(one =>
            one.Action == LogAction.CaseConfirmed);
        Assert.Equal((identifiedBy, "note-5", "advocate-worker"), (entry.Outcome, entry.Cause, entry.Actor.Person?.Value));
    }

    /// <summary>The term had run out and the erasure began: a confirmation that comes then would promise what is being erased.</summary>
    [Fact]
    public async Task Confirm_WhenTheTermHasRunOut_IsRefused()
    {
        string caseId = await SealedAsync();
        var commits = new Commits(_app.Services);
        Assert.Equal(
            CaseCommit.Committed, await commits.Changes.LapseAsync((await commits.Ledger.ReadHeadAsync(caseId))!, _app.Time.GetUtcNow()));
        Answer refused = await _app.PostAsync("advocate-worker", Address(caseId), new { identifiedBy = "document", evidence = "note-5" });
        Assert.Equal((409, "state-conflict"), (refused.Status, refused.Problem));
        Assert.NotNull((await HeadAsync(caseId)).SealedAt);
    }

    private async Task<string> SealedAsync()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.SealCaseAsync(caseId);
        Assert.NotNull((await HeadAsync(caseId)).SealedAt);
        return caseId;
    }

    private async Task<CaseHead> HeadAsync(string caseId) => (await _app.Get<CaseLedger>().ReadHeadAsync(caseId))!.Value;

    private static string Address(string caseId) => $"cases/{caseId}/confirmation";
}
