using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Puts on record, in the case that was asked about, what was answered as if there were no case: so that its holder's officer
/// learns of it, also where the reference was given to somebody else. Off the request's path, so that a real case costs the asker's
/// answer no more than none. Source.
/// </summary>
public sealed partial class ResolveNeutralAnswers(
    DueWork due, RequestStore requests, References references, CaseLedger cases, FactsLoader facts, PolicySet policy, TimeProvider time,
    ILogger<ResolveNeutralAnswers> log)
{
    private const int AtOnce = 100;

    // Younger ones may still be on their way to the asker.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    // One that failed comes round again behind the others: a hundred that fail must not keep every other from its log.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    [Function("ResolveNeutralAnswers")]
    public Task Run([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        return RunAsync(cancellation);
    }

    public async Task RunAsync(CancellationToken cancellation = default)
    {
        foreach (FoundDocument found in await due.ListAsync(nameof(ResolveNeutralAnswers), Container.Requests, Rest, AtOnce, cancellation))
        {
            if (found.Id != RequestStore.DocumentId)
                continue;
#pragma warning disable CA1031 // one that cannot be read or put on record must not keep the others waiting; it comes round again
            try
            {
                if (found.As<RequestLife>() is { IsNeutralToResolve: true } document)
                    await ResolveAsync(document, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                NotResolved(log, found.Partition.Key, fault.GetType().Name);
                await PutOffAsync(new RequestId(found.Partition.Key));
            }
#pragma warning restore CA1031
        }
    }

    private async Task ResolveAsync(RequestLife document, CancellationToken cancellation)
    {
        if (await EntryAsync(document, cancellation) is { Case: { } caseId } entry)
            await cases.NoteAsync(caseId, entry);
        // CRASH: on record, but the mark still set: the entry has the same id and is not written twice.
        await requests.MoveAsync(document.Request.Id, current => current.Resolve());
    }

    /// <summary>What the case has to know of; null: there is no case.</summary>
    private async Task<LogEntry?> EntryAsync(RequestLife document, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        // A case that has another holder by now is not the one that was asked about.
        if (document.CaseId is { } own)
            return await IsHeldAsync(own, document.Request.Sender, cancellation)
                ? SharingEntries.Attempted(document.Decision!, own, now)
                : null;
        if (await BehindAsync(document, cancellation) is not { } met || !await IsHeldAsync(met.CaseId, met.Holder, cancellation))
            return null;
        // What would have been said to this asker about this case: nobody decided it, as the reference was not its own.
        SharingRequest asked = document.Request with { Sender = met.Holder };
        (_, Decision decision) = await facts.DecideAsync(
            policy, await facts.LoadAsync(asked, met.CaseId, null, cancellation), now, cancellation);
        return SharingEntries.AttemptedByForeignReference(decision, met.CaseId, now);
    }

    private async Task<ReferenceDocument?> BehindAsync(RequestLife document, CancellationToken cancellation)
    {
        if (document.Reference is not { } box)
            return null;
        try
        {
            return await references.FindAnybodysAsync(await references.OpenAsync(document.Request.Id, box), cancellation);
        }
        catch (SealingException)
        {
            // Sealed by a hub that had another secret: it will never open.
            return null;
        }
    }

    private async Task<bool> IsHeldAsync(CaseId caseId, RegistrationId holder, CancellationToken cancellation) =>
        (await cases.ReadHeadAsync(caseId, cancellation))?.Value.Holder == holder;

    private async Task PutOffAsync(RequestId request)
    {
#pragma warning disable CA1031 // what cannot be written either keeps its mark, and with it its place
        try
        {
            DateTimeOffset again = time.GetUtcNow() + Again;
            await requests.MoveAsync(request, current => current.PutOff(again));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            NotResolved(log, request, fault.GetType().Name);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(2004, LogLevel.Warning, "Neutral answer {Request} could not be put on record ({Fault})")]
    private static partial void NotResolved(ILogger logger, string request, string fault);
}
