using DataSharing.Domain.Entries;

namespace DataSharing.Functions.AccessLog;

/// <summary>
/// Checks a case's or an agency's stream from its first entry, for its officer. Whoever has the key of the seals and can write
/// the database could rewrite both; that is found only by a head kept elsewhere, so the answer names it.
/// </summary>
public sealed class LogVerifier(AccessLogReader log, LogEvidence evidence, LogReadings readings)
{
    /// <param name="caseId">The case, as the caller wrote it; null: the caller's own stream.</param>
    /// <returns>Refused: not-found: no such case for this caller; missing-purpose.</returns>
    public async Task<Result<LogVerificationView>> VerifyAsync(
        Caller caller, string? purpose, string? caseId, CancellationToken cancellation)
    {
        Result<string> reason = AccessLogReader.PurposeOf(caller, purpose);
        if (reason.Refusal is { } refusal)
            return refusal;
        string stated = reason.Value;
        if (caseId is null)
        {
            LogVerificationView own = View(await evidence.OfAgencyAsync(caller.Registration, cancellation));
            await readings.OfAgencyAsync(caller, stated, LogReading.Verification);
            return own;
        }

        if (CaseId.Read(caseId) is not { } id || await log.HolderOfAsync(caller, id, cancellation) is not { } holder
            || await evidence.OfCaseAsync(id, cancellation) is not { } found)
        {
            await readings.OfAgencyAsync(caller, stated, LogReading.Nothing);
            return new Refusal(ProblemType.NotFound, "there is no such case for this caller", "case");
        }

        if (holder == caller.Registration)
            await readings.OfCaseAsync(caller, stated, id, LogReading.Verification);
        else
            await readings.OfAgencyAsync(caller, stated, LogReading.Verification, null, id, holder);
        return View(found);
    }

    internal static LogVerificationView View(CheckedLog found)
    {
        bool isIntact = found.Finding.Defect == LogDefect.None;
        return new LogVerificationView(
            found.Stream, isIntact, found.Entries, found.Head.Hash, found.Waiting,
            isIntact ? null : WireCode.Of(found.Finding.Defect), found.Finding.EntryId, found.Finding.Seq == 0 ? null : found.Finding.Seq);
    }
}
