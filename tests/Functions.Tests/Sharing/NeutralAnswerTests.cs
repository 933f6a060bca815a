using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Requests;
using DataSharing.Functions.Ledger;
using DataSharing.Functions.Projections;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.Tests.Sharing;

/// <summary>An asker that may not know learns nothing: neither from words nor from what it costs the store.</summary>
public sealed class NeutralAnswerTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Ask_WhenReferenceIsUnknownForeignOrTheAskerHostile_AnswersAndCostsTheSame()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Conflicts = ["reg-shelter-2"] });
        await _app.ConsentAsync(caseId);
        string own = await CodeAsync(caseId, "reg-shelter-2");
        string foreign = await CodeAsync(caseId, "reg-shelter");
        // Each once before: keys are made and caches filled at the first use, whoever comes first.
        await AskAsync("0000-0000-0000-0000");
        (string Answer, string Cost) unknown = await AskAsync("ABCD-ABCD-ABCD-ABCD");
        Assert.Equal(unknown, await AskAsync(foreign));
        Assert.Equal(unknown, await AskAsync(own));
        Assert.Contains("NEUTRAL", unknown.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WhenTheAgencyIsNotOnTheCase_AnswersAndCostsAsForNoCase()
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId, "reg-shelter-2");
        string code = await CodeAsync(caseId, "reg-shelter-2");
        await AskAsync("0000-0000-0000-0000");
        Assert.Equal(await AskAsync("ABCD-ABCD-ABCD-ABCD"), await AskAsync(code));
    }

    [Fact]
    public async Task Ask_WhenTheCaseNamesPersons_CostsAnOutsiderAsForNoCase()
    {
        string caseId = await _app.OpenCaseAsync(
            facts: facts => facts with { BarredBodies = ["reg-shelter/shelter-worker"], Conflicts = ["reg-clinic/clinic-worker"] });
        await _app.ConsentAsync(caseId, "reg-shelter-2");
        string code = await CodeAsync(caseId, "reg-shelter-2");
        await AskAsync("0000-0000-0000-0000");
        Assert.Equal(await AskAsync("ABCD-ABCD-ABCD-ABCD"), await AskAsync(code));
    }

    [Fact]
    public async Task Log_WhenAnsweredNeutrally_HoldsOneEntryInTheAskersStreamAndNoneInTheCase()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Conflicts = ["reg-shelter-2"] });
        int before = (await _app.LogAsync(caseId)).Count;
        string code = await CodeAsync(caseId, "reg-shelter-2");
        string id = await _app.SubmitAsync("shelter2-worker", TestSharing.Ask(code));
        await _app.EndAsync(id);
        Assert.Equal(before + 1, (await _app.LogAsync(caseId)).Count); // the code's own entry
        var entries = (await _app.Get<AgencyLog>().ReadAsync("reg-shelter-2")).Where(e => e.Request == id).ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, e => Assert.True(e.Case is null && e.ReasonKinds.Count == 0));
    }

    [Theory]
    [InlineData("reg-advocate")]
    [InlineData("reg-harbour")] // asked of somebody else than the case's holder
    public async Task Ask_WhenTheReferenceWasGivenToAnotherAgency_IsReadByTheHoldersOfficerAndByNobodyElse(string askedOf)
    {
        string caseId = await _app.OpenCaseAsync();
        await _app.ConsentAsync(caseId);
        string code = await CodeAsync(caseId, "reg-shelter");
        string id = await _app.SubmitAsync("shelter2-worker", TestSharing.Ask(code, askedOf));
        await _app.EndAsync(id);
        RequestLife waiting = await _app.RequestAsync(id);
        Assert.Null(waiting.CaseId);
        byte[] stored = (await _app.Store.ReadAsync(Partition.Request(id), RequestStore.DocumentId))!.Body.ToArray();
        Assert.DoesNotContain(
            code.Replace("-", "", StringComparison.Ordinal),
            System.Text.Encoding.UTF8.GetString(stored).Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);

        _app.Time.Advance(TimeSpan.FromSeconds(10));
        LogEntry tried = (await Wait.UntilAsync(
            () => _app.LogAsync(caseId), log => log.Any(one => one.Request == id))).Single(one => one.Request == id);
        Assert.Equal(
            (LogAction.DecisionMade, "REFUSE", "reg-advocate", "reg-shelter-2", "foreignReference"),
            (tried.Action, tried.Outcome, tried.Holder?.Value, tried.Recipient?.Value, tried.Cause));
        Assert.Contains(ReasonKinds.RecipientNotParticipant, tried.ReasonKinds);
        Assert.True(
            await Wait.UntilAsync(
                () => _app.RequestAsync(id), one => !one.IsNeutralToResolve) is { Reference: null, CaseId: null });
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Contains(id, (await _app.GetAsync("advocate-dpo", $"access-log?case={caseId}")).Text, StringComparison.Ordinal);
        foreach (string person in new[] { "advocate-worker", "harbour-worker", "shelter-worker" })
        {
            Assert.Equal(404, (await _app.GetAsync(person, $"sharing-requests/{id}")).Status);
            Assert.DoesNotContain(id, (await _app.GetAsync(person, "sharing-requests")).Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            caseId, (await _app.GetAsync("shelter2-dpo", "access-log")).Text + (await _app.GetAsync("harbour-dpo", "access-log")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WhenAnsweredAsIfThereWereNoCase_IsNoCaseworkersOfTheHolderToRead()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Conflicts = ["reg-shelter-2"] });
        string id = await _app.SubmitAsync("shelter2-worker", TestSharing.Ask(await CodeAsync(caseId, "reg-shelter-2")));
        await _app.EndAsync(id);
        _app.Time.Advance(TimeSpan.FromSeconds(10));
        await Wait.UntilAsync(() => _app.LogAsync(caseId), log => log.Any(one => one.Request == id));
        await _app.Get<Projector>().CatchUpAsync();
        Assert.Equal(404, (await _app.GetAsync("advocate-worker", $"sharing-requests/{id}")).Status);
        Assert.DoesNotContain(id, (await _app.GetAsync("advocate-worker", "sharing-requests")).Text, StringComparison.Ordinal);
        string address = (string)(await _app.GetAsync(
            "advocate-dpo", $"access-log?case={caseId}&action={LogAction.DecisionMade}")).Json["entries"]![0]!["id"]!;
        Answer story = await _app.GetAsync("advocate-dpo", "access-log/" + address);
        Assert.Contains(ReasonKinds.RecipientConflict, story.Text, StringComparison.Ordinal);
        Assert.NotNull(story.Json["decision"]);
    }

    [Fact]
    public async Task Ask_WhenItCannotBePutOnRecord_ComesRoundAgainBehindTheOthers()
    {
        string caseId = await _app.OpenCaseAsync(facts: facts => facts with { Conflicts = ["reg-shelter-2"] });
        string id = await _app.SubmitAsync("shelter2-worker", TestSharing.Ask(await CodeAsync(caseId, "reg-shelter-2")));
        await _app.EndAsync(id);
        DateTimeOffset due = (await _app.RequestAsync(id)).WorkflowDue!.Value;
        _app.Store.Before = (_, partition) => partition == Partition.Case(caseId) ? throw new InvalidDataException() : Task.CompletedTask;
        _app.Time.Advance(TimeSpan.FromSeconds(10));
        RequestLife failed = await Wait.UntilAsync(() => _app.RequestAsync(id), one => one.WorkflowDue != due);
        Assert.True(failed.WorkflowDue > _app.Time.GetUtcNow());
        _app.Store.Before = null;
        // Time goes on: one jump may come before the timer waits for its next turn.
        await Wait.UntilAsync(
            () =>
            {
                _app.Time.Advance(TimeSpan.FromSeconds(5));
                return _app.LogAsync(caseId);
            },
            log => log.Any(one => one.Request == id));
        Assert.Contains(
            _app.Log.Lines,
            line => line.Contains(id, StringComparison.Ordinal) && line.Contains("could not be put on record", StringComparison.Ordinal));
    }

    private async Task<string> CodeAsync(string caseId, string recipient)
    {
        Answer answer = await _app.PostAsync("advocate-worker", $"cases/{caseId}/hand-over-codes", new { recipient });
        Assert.Equal(201, answer.Status);
        return (string)answer.Json["code"]!;
    }

    /// <summary>Both answers without ids and time, and what the store had to do until the orchestration's end.</summary>
    private async Task<(string Answer, string Cost)> AskAsync(string reference)
    {
        _app.Store.Counts.Clear();
        Answer submitted = await _app.PostAsync("shelter2-worker", "sharing-requests", TestSharing.Ask(reference));
        string id = (string)submitted.Json["id"]!;
        await _app.EndAsync(id);
        string cost = string.Join(
            ", ", _app.Store.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}: {count.Value}"));
        Answer answer = await _app.GetAsync("shelter2-worker", $"sharing-requests/{id}");
        string both = $"{submitted} {Names(submitted)} {answer} {Names(answer)}";
        return (both.Replace(id, "ID", StringComparison.Ordinal), cost);
    }

    private static string Names(Answer answer) => string.Join(',', answer.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
}
