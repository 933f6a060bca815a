using DataSharing.Domain.Entries;
using DataSharing.Functions.Cases;

namespace DataSharing.Functions.Withdrawal.Links;

/// <summary>Withdrawal links of a case. Source: design.md, "Withdrawal link"; R-051, R-052; SC-011.</summary>
public sealed class WithdrawalLinks(
    CaseLedger cases, OwnCases own, IPartitionStore store, LinkDirectory directory, Idempotency idempotency, IConfiguration configuration,
    TimeProvider time)
{
    /// <summary>How long a link lives that was sent over a channel; one handed over lives until it is rotated.</summary>
    public static readonly TimeSpan SentLinkLives = TimeSpan.FromDays(30);

    /// <summary>
    /// Makes a link, once for each key: the repeat is answered with the first, without its secrets, which nobody can look up. Without a
    /// key each request makes one.
    /// </summary>
    /// <param name="make">Makes the link with this id.</param>
    /// <returns>Refused: idempotency-key-in-flight, idempotency-key-reused, and as made.</returns>
    internal async Task<Result<IResult>> OnceAsync(
        ApiCall call, ApiOperation operation, CaseId caseId, Func<string, Task<Result<IResult>>> make)
    {
        if (!call.HasIdempotencyKey)
            return await make(IdOf(RandomNumberGenerator.GetHexString(26, lowercase: true)));
        Result<Idempotent> begun = await idempotency.BeginAsync(
            call, operation, async id => (await FindAsync(caseId, IdOf(id), call.Cancellation)).Refusal is null);
        if (begun.Refusal is { } refused)
            return refused;
        string linkId = IdOf(begun.Value.Id);
        if (!begun.Value.IsReplay)
            return await idempotency.RefusableAsync(call, begun.Value, () => make(linkId));
        Result<Stored<LinkDocument>> made = await FindAsync(caseId, linkId, call.Cancellation);
        return made.Refusal is { } gone ? gone : Result<IResult>.Of(ApiResults.Ok(LinkView.Of(made.Value.Value)));
    }

    internal async Task<Result<IResult>> IssueAsync(
        ApiCall call, CaseId caseId, string linkId, LinkDelivery delivery, Func<StaffAct, string, LogEntry> entryOf, LinkDocument? replaced,
        IReadOnlyList<Operation> with)
    {
        var secret = LinkSecret.Create();
        var code = SpokenCode.Create();
        DateTimeOffset now = time.GetUtcNow();
        var link = new LinkDocument(
            linkId,
            await directory.FingerprintAsync(secret, call.Cancellation),
            await directory.FingerprintAsync(code, call.Cancellation),
            delivery, now, call.Caller.Person, delivery == LinkDelivery.SafeChannel ? now + SentLinkLives : null);
        // CRASH: fingerprints of a link that nobody was given. They point to the case but no one knows what they are of.
        var target = new LinkTarget(caseId, link.Id, link.ExpiresAt);
        await directory.AddAsync(link.SecretFingerprint, target, call.Cancellation);
        await directory.AddAsync(link.CodeFingerprint, target, call.Cancellation);
        // CRASH: after this the link is on record although its answer may be lost: rotate or revoke it.
        Refusal? refusal = await CommitAsync(
            call.Caller, caseId, link.Id, entryOf, [Operation.Create(LinkDocument.IdOf(link.Id), link), .. with]);
        if (refusal is not null)
            return refusal;
        if (replaced is not null)
            await ForgetAsync(replaced, call.Cancellation);
        string host = configuration["Survivor:Host"] is { Length: > 0 } own
            ? "https://" + own
            : call.Request.Scheme + "://" + call.Request.Host;
        string address = host + "/w#" + secret.Reveal();
        string spoken = code.Reveal();
        return Result<IResult>.Of(ApiResults.Created(
            "/" + Routes.WithdrawalLinks.Replace("{caseId}", caseId, StringComparison.Ordinal) + "/" + link.Id,
            new IssuedLink(link.Id, address, spoken, LinkCard.Render(address, host + "/w", spoken), link.ExpiresAt)));
    }

    // Repeating is harmless: the fingerprints are gone or go now.
    internal async Task ForgetAsync(LinkDocument link, CancellationToken cancellation)
    {
        await directory.RemoveAsync(link.SecretFingerprint, cancellation);
        await directory.RemoveAsync(link.CodeFingerprint, cancellation);
    }

    /// <returns>Why it was not: not-found, state-conflict.</returns>
    internal async Task<Refusal?> CommitAsync(
        Caller caller, CaseId caseId, string linkId, Func<StaffAct, string, LogEntry> entryOf, IReadOnlyList<Operation> operations)
    {
        LogEntry entry = entryOf(caller.On(caseId, time.GetUtcNow()), linkId);
        return await cases.NoteAsync(caseId, entry, operations) switch
        {
            CaseCommit.NotFound => NotFound(),
            CaseCommit.Moved => new(
                ProblemType.StateConflict, "the link or its settings were changed at the same time; read and try again"),
            _ => null,
        };
    }

    /// <returns>Why a link cannot go that way: channel-unsafe; null: it can.</returns>
    internal static Refusal? WhyNotSafe(LinkDelivery delivery, CaseSnapshot snapshot) =>
        delivery == LinkDelivery.SafeChannel && snapshot.Facts.SurvivorChannel != ChannelState.Safe
            ? new(
                ProblemType.ChannelUnsafe,
                "no channel is recorded as safe: hand the link or the card over in person or through the advocate", "/delivery")
            : null;

    /// <returns>Why a case needs no link: state-conflict; null: it may.</returns>
    internal static Refusal? WhyNotOpen(CaseSnapshot snapshot) => snapshot.Head.Status == CaseStatus.Closed
        ? new(ProblemType.StateConflict, "the case is closed: nothing is shared from it, so there is nothing to stop")
        : null;

    /// <returns>Refused: not-found.</returns>
    internal Task<Result<CaseSnapshot>> OwnAsync(Caller caller, string caseId, CancellationToken cancellation) =>
        own.LoadAsync(caller, caseId, cancellation, "link");

    /// <returns>Refused: not-found.</returns>
    internal async Task<Result<Stored<LinkDocument>>> FindAsync(CaseId caseId, string linkId, CancellationToken cancellation) =>
        await store.ReadAsync<LinkDocument>(Partition.Case(caseId), LinkDocument.IdOf(linkId), cancellation) is { } link
            ? link
            : NotFound();

    internal Task<Stored<SurvivorSettings>?> SettingsAsync(CaseId caseId, CancellationToken cancellation)
        => store.ReadAsync<SurvivorSettings>(Partition.Case(caseId), SurvivorSettings.Id, cancellation);

    private static string IdOf(string opaque) => "lnk-" + opaque;

    private static Refusal NotFound() => OwnCases.NotFound("link");
}
