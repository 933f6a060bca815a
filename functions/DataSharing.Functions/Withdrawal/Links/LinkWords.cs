using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>
/// Counts wrong words against the link by which they came. Ten close the details behind that link until a caseworker opens
/// them again: whoever holds a link or a card may try to guess. Stopping never comes here.
/// </summary>
public sealed class LinkWords(IPartitionStore store, CaseLedger cases, TimeProvider time)
{
    /// <summary>Words between two right ones, or since the details were opened again.</summary>
    public const int Attempts = 10;

    private const string Counter = "/wrongWords";

    /// <summary>Takes one of the attempts before the word is looked at. False: the details are closed, or the link is over.</summary>
    public async Task<bool> TryTakeAsync(LinkTarget target, CancellationToken cancellation)
    {
        var partition = Partition.Case(target.CaseId);
        // Looked at first, so that guessing at a closed link writes nothing.
        if (await store.ReadAsync<LinkDocument>(partition, LinkDocument.IdOf(target.LinkId), cancellation) is not { } link
            || !MayBeTried(link.Value) || link.Value.AreDetailsClosed)
            return false;
        CommitResult counted = await cases.FollowUpAsync(
            target.CaseId, Operation.Patch(LinkDocument.IdOf(target.LinkId), PatchStep.Increment(Counter)), cancellation);
        return counted.IsCommitted && counted.Document<LinkDocument>(0).Value is var taken && MayBeTried(taken)
            && taken.WrongWords <= Attempts;
    }

    // The number of a stop leads on for a day; a link that was revoked or replaced meanwhile, or has expired, opens nothing by it.
    private bool MayBeTried(LinkDocument link) => link.EndedAt is null && (link.ExpiresAt is null || time.GetUtcNow() < link.ExpiresAt);

    /// <summary>The word was right: none is held against the link any more.</summary>
    public Task ForgetAsync(LinkTarget target, CancellationToken cancellation) =>
        cases.FollowUpAsync(
            target.CaseId, Operation.Patch(LinkDocument.IdOf(target.LinkId), PatchStep.Set(Counter, 0)), cancellation);

    /// <summary>The word was wrong: when it was the last, the holder's log says that the details are closed.</summary>
    public async Task NoteWrongAsync(LinkTarget target, CancellationToken cancellation)
    {
        if ((
            await store.ReadAsync<LinkDocument>(
                Partition.Case(target.CaseId), LinkDocument.IdOf(target.LinkId), cancellation))?.Value is { AreDetailsClosed: true } link
            && await cases.ReadHeadAsync(target.CaseId, cancellation) is { } head)
            await cases.NoteAsync(target.CaseId, Entry(target, head.Value.Holder, link));
    }

    // CRASH: closed without its entry. The list of links shows it all the same.
    private LogEntry Entry(LinkTarget target, RegistrationId holder, LinkDocument link) =>
        LinkEntries.DetailsClosed(link.Id, link.DetailsOpenedAt, target.CaseId, holder, time.GetUtcNow());
}
