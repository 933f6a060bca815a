using DataSharing.Domain;
using DataSharing.Functions.Sharing;
using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Retention;

/// <summary>What may have to be disposed of.</summary>
public enum DisposalKind
{
    /// <summary>A sharing request's state document.</summary>
    Request,

    /// <summary>A withdrawal link.</summary>
    Link,
}

/// <summary>Something to look at again at a time. Only a reminder: the thing itself says whether its time has come.</summary>
/// <param name="CaseId">The case of a link; null for a request.</param>
/// <param name="WorkflowDue">When to look.</param>
/// <param name="Since">The <see cref="PassedTime"/> at which it was put here; null of what was put here before this was kept.</param>
public sealed record AgendaItem(
    DisposalKind Kind, CaseId? CaseId, string Id, DateTimeOffset? WorkflowDue, TimeSpan? Since = null) : IWorkflowDocument
{
    public const string DocumentId = "disposal";

    internal Partition Place => Partition.System(CaseId is null ? $"{Kind}-{Id}" : $"{Kind}-{CaseId}-{Id}");
}

/// <summary>
/// When to look at what: filled from the change feeds, so that nobody who ends something has to think of its disposal, and
/// nothing is ever searched through.
/// </summary>
public sealed partial class Agenda(
    RequestDisposal requests, LinkDisposal links, PassedTime passed, IPartitionStore store, TimeProvider time, ILogger<Agenda> log)
{
    private const int PageSize = 200;
    private const int PagesARun = 50;
    private const int DisposedARun = 2000;

    private static readonly Partition Positions = Partition.System("retention");

    /// <summary>Takes in what changed since the last run.</summary>
    public async Task FollowAsync(CancellationToken cancellation = default)
    {
        TimeSpan since = await passed.CountAsync(cancellation);
        await FollowAsync(Container.Requests, RequestStore.DocumentId, ItemOfRequest, cancellation);
        await FollowAsync(Container.Cases, LinkDocument.Prefix, found => ItemOfLink(found) with { Since = since }, cancellation);
    }

    /// <summary>Disposes of what is due. Returns how many.</summary>
    public async Task<int> DisposeAsync(CancellationToken cancellation = default)
    {
        int disposed = 0;
        TimeSpan present = await passed.CountAsync(cancellation);
        // What is due at this very moment is due.
        foreach (FoundDocument found in await store.ListDueAsync(
            Container.System, time.GetUtcNow().AddMilliseconds(1), DisposedARun, cancellation))
        {
            if (found.Id != AgendaItem.DocumentId)
                continue;
            AgendaItem item = found.As<AgendaItem>();
            item = item with { Since = item.Since ?? present };
#pragma warning disable CA1031 // one that cannot be disposed of must not keep the others; it is looked at again later
            Verdict verdict;
            try
            {
                verdict = item.Kind == DisposalKind.Request
                    ? await requests.RunAsync(new RequestId(item.Id), cancellation)
                    : await links.RunAsync(item.CaseId!, item.Id, present - item.Since.Value, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException and not StoreUnavailableException)
            {
                NotDisposed(log, item.Kind, item.Id, fault.GetType().Name);
                verdict = Verdict.Later(time.GetUtcNow() + Verdict.Soon);
            }
#pragma warning restore CA1031
            disposed += verdict.IsDisposed ? 1 : 0;
            // CRASH: disposed of, but still on the agenda: looked at again, and there is nothing any more. If the feed put in
            // a newer date meanwhile, that one stays.
            await store.CommitAsync(
                found.Partition,
                [verdict.LookAgain is { } at
                    ? Operation.Replace(found.Id, item with { WorkflowDue = at }, found.Document.ETag)
                    : Operation.Delete(found.Id, found.Document.ETag)],
                cancellation);
        }

        return disposed;
    }

    private async Task FollowAsync(
        Container container, string prefix, Func<FoundDocument, AgendaItem?> itemOf, CancellationToken cancellation)
    {
        string id = container.ToString();
        for (int i = 0; i < PagesARun; i++)
        {
            Stored<FeedPosition>? position = await store.ReadAsync<FeedPosition>(Positions, id, cancellation);
            ChangePage page = await store.ReadChangesAsync(container, position?.Value.Continuation, PageSize, prefix, cancellation);
            foreach (AgendaItem item in page.Changes.Select(itemOf).OfType<AgendaItem>())
                await PutAsync(item, cancellation);
            var next = new FeedPosition(page.Continuation);
            // CRASH: the same page again: each item gets a date a little later.
            if (position is null)
                await store.CommitAsync(Positions, [Operation.Create(id, next)], cancellation);
            else if (position.Value != next)
                await store.CommitAsync(Positions, [Operation.Replace(id, next, position.ETag)], cancellation);
            if (page.Changes.Count == 0)
                return;
        }
    }

    private async Task PutAsync(AgendaItem item, CancellationToken cancellation)
    {
        CommitResult created = await store.CommitAsync(item.Place, [Operation.Create(AgendaItem.DocumentId, item)], cancellation);
        if (!created.IsCommitted)
            await store.CommitAsync(item.Place, [Operation.Replace(AgendaItem.DocumentId, item)], cancellation);
    }

    private AgendaItem? ItemOfRequest(FoundDocument found) =>
        found.Id == RequestStore.DocumentId && found.As<RequestLife>() is { IsOver: true } document
            ? new AgendaItem(DisposalKind.Request, null, document.Request.Id, time.GetUtcNow() + requests.Keep)
            : null;

    private AgendaItem ItemOfLink(FoundDocument found) =>
        new(DisposalKind.Link, new CaseId(found.Partition.Key), found.As<LinkDocument>().Id, links.LookAt(found.As<LinkDocument>()));

    private sealed record FeedPosition(string Continuation);

    [LoggerMessage(2102, LogLevel.Warning, "{Kind} {Id} could not be disposed of ({Fault})")]
    private static partial void NotDisposed(ILogger logger, DisposalKind kind, string id, string fault);
}

/// <summary>What a look at an item came to.</summary>
/// <param name="LookAgain">Null: it is off the agenda; should it change, its feed puts it back.</param>
public sealed record Verdict(bool IsDisposed, DateTimeOffset? LookAgain)
{
    /// <summary>When something waits for somebody else's step.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(1);

    public static Verdict Disposed { get; } = new(true, null);

    public static Verdict Nothing { get; } = new(false, null);

    public static Verdict Later(DateTimeOffset at) => new(false, at);
}
