using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Functions.Http;
using DataSharing.Functions.Storage;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// Checks the hash chain of a case's or an agency's stream from its first entry against its head, for its officer. The
/// head lies in the same store: whoever could rewrite both is found only by a head kept elsewhere, so the answer names it.
/// </summary>
public sealed class LogVerifier(AccessLogReader log, CaseCommits cases, AgencyLog agencies, LogReadings readings)
{
    private const int PageSize = 200;

    /// <param name="caseId">The case; null: the caller's own stream.</param>
    /// <exception cref="ProblemException">not-found: no such case for this caller; missing-purpose.</exception>
    public async Task<LogVerificationView> VerifyAsync(Caller caller, string? purpose, string? caseId, CancellationToken cancellation)
    {
        string stated = AccessLogReader.PurposeOf(caller, purpose);
        if (caseId is null)
        {
            LogVerificationView own = await OfAgencyAsync(caller.Registration);
            await readings.OfAgencyAsync(caller, stated, LogReadings.Verification);
            return own;
        }

        string? holder = await log.HolderOfAsync(caller, caseId, cancellation);
        if (holder is null || await cases.ReadLogAsync(caseId) is not { } found)
        {
            await readings.OfAgencyAsync(caller, stated, LogReadings.Nothing);
            throw new ProblemException(ProblemType.NotFound, "there is no such case for this caller", "case");
        }

        if (holder == caller.Registration)
            await readings.OfCaseAsync(caller, stated, caseId, LogReadings.Verification);
        else
            await readings.OfAgencyAsync(caller, stated, LogReadings.Verification, null, caseId, holder);
        return View(LogStream.OfCase(caseId), found.Chained, found.Head, found.Waiting.Count);
    }

    internal static LogVerificationView View(string stream, IReadOnlyList<LogEntry> chained, LogHead head, int waiting)
    {
        LogVerification result = LogChain.Verify(chained, head);
        return new LogVerificationView(
            stream, result.IsIntact, chained.Count, head.Hash, waiting,
            result.IsIntact ? null : WireCode.Of(result.Defect), result.EntryId, result.IsIntact ? null : result.Seq);
    }

    private async Task<LogVerificationView> OfAgencyAsync(string registration)
    {
        // The head first: entries that come later are beyond it and not looked at.
        LogHead head = await agencies.ReadHeadAsync(registration);
        var entries = new List<LogEntry>();
        IReadOnlyList<LogEntry> page;
        do
        {
            page = await agencies.ReadAsync(registration, entries.Count == 0 ? 0 : entries[^1].Seq ?? long.MaxValue, PageSize);
            entries.AddRange(page.Where(entry => entry.Seq is not { } seq || seq <= head.Seq));
        }
        while (page.Count == PageSize && entries.Count > 0 && entries[^1].Seq < head.Seq);
        return View(LogStream.OfAgency(registration), entries, head, 0);
    }
}
