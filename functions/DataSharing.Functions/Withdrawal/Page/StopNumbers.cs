using DataSharing.Functions.Withdrawal.Links;

namespace DataSharing.Functions.Withdrawal.Page;

/// <summary>
/// The number of a stop leads on to the page behind the second factor, for a day: so the answer to a stop need not hold the
/// link or the code. Alone it shows nothing and stops nothing, and wrong words count against the link that stopped.
/// </summary>
public sealed class StopNumbers(IPartitionStore store, TimeProvider time)
{
    public const string DocumentId = "number";

    private static readonly TimeSpan LeadsOn = TimeSpan.FromHours(24);

    // CRASH: sharing is stopped already. Without this the number does not lead on to the page; the link and code still do.
    public async Task RememberAsync(string number, CaseId caseId, string linkId, CancellationToken cancellation)
    {
        if (TypedCode.ReadReference(number) is not { } digits)
            return;
        DateTimeOffset until = time.GetUtcNow() + LeadsOn;
        var target = new LinkTarget(caseId, linkId, until);
        try
        {
            CommitResult made = await store.CommitAsync(
                PartitionOf(digits), [Operation.Create(DocumentId, target) with { ExpiresAt = until }], cancellation);
            // A stop that changed nothing has the number of the one before it.
            if (!made.IsCommitted)
                await store.CommitAsync(
                    PartitionOf(digits), [Operation.Replace(DocumentId, target) with { ExpiresAt = until }], cancellation);
        }
        catch (StoreUnavailableException)
        {
            // a comfort only: it must not turn a stop that is in force into a page that says it failed
        }
    }

    /// <summary>The case and the link behind a number, or null.</summary>
    public async Task<LinkTarget?> FindAsync(string number, CancellationToken cancellation) =>
        TypedCode.ReadReference(number) is { } digits
            && await store.ReadAsync<LinkTarget>(PartitionOf(digits), DocumentId, cancellation) is { } found
                && found.Value.IsValidAt(time.GetUtcNow())
            ? found.Value : null;

    private static Partition PartitionOf(string digits) =>
        Partition.Link("number-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(digits)).AsSpan(0, 16)));
}
