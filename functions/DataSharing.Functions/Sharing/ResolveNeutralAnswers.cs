using DataSharing.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// Puts on record, in the case that was asked about, what was answered as if there were no case: so that its holder's officer
/// learns of it. Off the request's path, so that a real case costs the asker's answer no more than none. Source.
/// </summary>
public sealed partial class ResolveNeutralAnswers(IPartitionStore store, RequestStore requests, CaseCommits cases, TimeProvider time, ILogger<ResolveNeutralAnswers> log)
{
    // Younger ones may still be on their way to the asker.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    [Function("ResolveNeutralAnswers")]
    public Task Run([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        return RunAsync(cancellation);
    }

    public async Task RunAsync(CancellationToken cancellation = default)
    {
        foreach (FoundDocument found in await store.ListDueAsync(Container.Requests, time.GetUtcNow() - Rest, cancellation: cancellation))
        {
            if (found.Id != RequestDocument.DocumentId)
                continue;
#pragma warning disable CA1031 // one that cannot be read or put on record must not keep the others waiting; it comes round again
            try
            {
                if (found.As<RequestDocument>() is { IsNeutralToResolve: true } document)
                    await ResolveAsync(document);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                NotResolved(log, found.Partition.Key, fault.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }

    private async Task ResolveAsync(RequestDocument document)
    {
        // A case that has another holder by now is not the one that was asked about.
        if (document.CaseId is { } caseId && (await cases.ReadHeadAsync(caseId))?.Value.Holder == document.Request.Sender)
            await cases.NoteAsync(caseId, SharingLog.Attempted(document.Decision!, caseId, time.GetUtcNow()));
        // CRASH: on record, but the mark still set: the entry has the same id and is not written twice.
        await requests.ChangeAsync(document.Request.Id, current => current.IsNeutralToResolve ? current with { WorkflowDue = null } : null);
    }

    [LoggerMessage(2003, LogLevel.Warning, "Neutral answer {Request} could not be put on record ({Fault})")]
    private static partial void NotResolved(ILogger logger, string request, string fault);
}
