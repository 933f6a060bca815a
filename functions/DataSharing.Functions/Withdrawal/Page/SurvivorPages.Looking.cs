using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Withdrawal.Page;

public sealed partial class SurvivorPages
{
    // A word is checked against this when there is no case or no word, so that both take the same time.
    private static readonly Lazy<SecondFactor> NoFactor = new(() => SecondFactor.Create("no word was agreed"));

    // Checking a word keeps a core busy by design: guesses leave one to those who stop.
    private static readonly SemaphoreSlim Checking = new(Math.Max(1, Environment.ProcessorCount - 1));

    // A failed word never undoes or delays a stop: this path cannot stop anything, and stopping does not come here.
    private async Task<IResult> LookAsync(HttpRequest request, SurvivorForm form, SurvivorView view, CancellationToken cancellation)
    {
        string word = form["word"];
        if (word.Length == 0)
            return Message(request, view, 422, SurvivorMessage.WrongWord);
        if (await throttle.TakeAsync(Guess.Word, SourceAddress.Of(request), cancellation) is { } wait)
            return Wait(request, view, SurvivorMessage.TooManyWords, wait);
        LinkTarget? target = await TargetAsync(form, cancellation);
        Stored<SurvivorSettings>? settings = target is null ? null
            : await store.ReadAsync<SurvivorSettings>(Partition.Case(target.CaseId), SurvivorSettings.Id, cancellation);
        // Counted before it is looked at, and not at all where there is nothing to guess.
        SecondFactor? factor = settings?.Value.Factor is { } agreed && await words.TryTakeAsync(target!, cancellation) ? agreed : null;
        if (!await IsRightAsync(factor, word))
        {
            if (factor is not null)
                await words.NoteWrongAsync(target!, cancellation);
            return Message(request, view, 422, SurvivorMessage.WrongWord);
        }

        await throttle.GiveBackAsync(Guess.Word, SourceAddress.Of(request), cancellation);
        await words.ForgetAsync(target!, cancellation);
        await RenewAsync(target!.CaseId, settings!, word, cancellation);
        return await ShowAsync(
            request, view, target.CaseId, settings!.Value, await visits.BeginAsync(target.CaseId, cancellation, target.LinkId),
            cancellation);
    }

    private static async Task<bool> IsRightAsync(SecondFactor? factor, string word)
    {
        await Checking.WaitAsync();
        try
        {
            return (factor ?? NoFactor.Value).Verify(word) && factor is not null;
        }
        finally
        {
            Checking.Release();
        }
    }

    // What was hashed in an older form fails on other keyboards; only now is the word at hand. Losing a race leaves it as it was.
    private async Task RenewAsync(CaseId caseId, Stored<SurvivorSettings> settings, string word, CancellationToken cancellation)
    {
        if (settings.Value.Factor!.IsOutdated() && SecondFactor.IsAllowed(word))
            await cases.FollowUpAsync(
                caseId, Operation.Replace(SurvivorSettings.Id, settings.Value with { Factor = SecondFactor.Create(word) }, settings.ETag),
                cancellation);
    }

    private async Task<IResult> BackAsync(HttpRequest request, SurvivorForm form, SurvivorView view, CancellationToken cancellation)
    {
        Visits.Visit? visit = await visits.FindAsync(form["visit"], cancellation);
        SurvivorSettings? settings = visit is null ? null
            : (await store.ReadAsync<SurvivorSettings>(Partition.Case(visit.CaseId), SurvivorSettings.Id, cancellation))?.Value;
        return settings is null
            ? Message(request, view, 422, SurvivorMessage.VisitOver)
            : await ShowAsync(request, view, visit!.CaseId, settings, form["visit"], cancellation);
    }

    private async Task<IResult> ShowAsync(
        HttpRequest request, SurvivorView view, CaseId caseId, SurvivorSettings settings, string visit, CancellationToken cancellation)
    {
        // The language of the case only now: before the factor the page must not tell it.
        if (SurvivorTexts.Find(settings.Language) is { } agreed)
            view = view with { Texts = agreed };
        IReadOnlyList<SharingLine>? lines = settings.View == OnlineView.AfterFactor ? await overview.ReadAsync(caseId, cancellation) : null;
        return Render<OverviewPage>(request, 200, new()
        {
            [nameof(OverviewPage.View)] = view,
            [nameof(OverviewPage.Lines)] = lines,
            [nameof(OverviewPage.Visit)] = visit,
        });
    }

    /// <summary>Whose details are asked for: by link or code, else by the number of a stop.</summary>
    private async Task<LinkTarget?> TargetAsync(SurvivorForm form, CancellationToken cancellation)
    {
        foreach ((_, TypedStop typed) in StopField.ToTry(StopField.Of(form)))
            if (await links.FindAsync(await FingerprintAsync(typed, cancellation), cancellation) is { } target)
                return target;
        return form["number"] is { Length: > 0 } number ? await numbers.FindAsync(number, cancellation) : null;
    }
}
