using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Entries;

/// <summary>
/// Entries of a release. INVARIANT: every end has the same id, so that of two ends of one release one is on record.
/// </summary>
public static class ReleaseEntries
{
    internal const string Duty = "duty", Taken = "accepted", ByStop = "stopped", ByErasure = "erased";

    /// <summary>A sealed package became available to its recipient.</summary>
    /// <param name="decision">What it carries out, with what the package turned out to lack.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="at">When.</param>
    public static LogEntry Released(Decision decision, string caseId, DateTimeOffset at) =>
        SharingEntries.OfDecision(decision, caseId, "released", LogAction.ReleaseCreated, at) with
        {
            Release = decision.RequestId,
            Cause = decision is { WithoutConsent: true, Kind: not DecisionKind.Override } ? Duty : null,
            FieldPaths = [.. decision.Fields.Where(decision.Sends).Select(field => field.Path)],
        };

    /// <summary>The recipient took it on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="by">Who, and when.</param>
    /// <param name="reason">The recipient's reason, or null.</param>
    public static LogEntry Accepted(SharingRequest request, string caseId, Approval by, string? reason) =>
        Logged.OfCase(request, caseId, "accepted", LogAction.ReleaseAccepted, LogRole.SharingReceive, by) with
        {
            Release = request.Id,
            Outcome = Taken,
            Cause = reason,
        };

    /// <summary>It ended, by what concerns its request alone.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="how">How.</param>
    /// <param name="at">When it took effect, whoever had said it before.</param>
    /// <param name="by">Who said so, and when; null: the service.</param>
    /// <param name="cause">The reference that was named, or null.</param>
    public static LogEntry Ended(
        SharingRequest request, string caseId, ReleaseEnd how, DateTimeOffset at, Approval? by = null, string? cause = null) =>
        Logged.OfCase(
            request, caseId, "ended", how.Action(), at, by is null ? LogActor.System : Logged.By(RoleOf(how), by)) with
        {
            Release = request.Id,
            Outcome = WireCode.Of(how),
            Cause = cause,
        };

    /// <summary>In what whoever ends it so acts.</summary>
    internal static string RoleOf(ReleaseEnd how) => how switch
    {
        ReleaseEnd.Declined => LogRole.SharingReceive,
        ReleaseEnd.Reconsidered => LogRole.SharingReview,
        _ => LogRole.System,
    };

    /// <summary>What the cause of such an end is.</summary>
    internal static LogValue CauseOf(ReleaseEnd how) => how switch
    {
        ReleaseEnd.Declined => LogValue.Of("the recipient's reason").OrNone,
        ReleaseEnd.Reconsidered => LogValue.Of("the evidence that it rests on"),
        _ => LogValue.Never,
    };

    /// <summary>A withdrawal or a revocation ended it.</summary>
    /// <param name="decision">What it carried out.</param>
    /// <param name="request">The request's id.</param>
    /// <param name="release">The release's id.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="withdrawal">The withdrawal's id.</param>
    /// <param name="at">When it was marked. It was dead from the stop on.</param>
    public static LogEntry Stopped(
        Decision decision, string request, string release, string caseId, string withdrawal, DateTimeOffset at) =>
        OfEnd(decision, request, release, caseId, at) with
        {
            Holder = decision.Sender,
            Purpose = Logged.PurposeOf(decision),
            Outcome = ByStop,
            Cause = withdrawal,
        };

    /// <summary>The record was erased that it was made from.</summary>
    /// <param name="decision">What it carried out.</param>
    /// <param name="request">The request's id.</param>
    /// <param name="release">The release's id.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds the case.</param>
    /// <param name="at">When.</param>
    public static LogEntry Erased(Decision decision, string request, string release, string caseId, string holder, DateTimeOffset at) =>
        OfEnd(decision, request, release, caseId, at) with { Holder = holder, Outcome = ByErasure };

    /// <summary>
    /// In the stream of an agency that had fetched, where its officer and its list of requests see it: what stopped, neither why nor
    /// for whom.
    /// </summary>
    /// <param name="notice">What it is told.</param>
    /// <param name="release">The release's id, which is the request's.</param>
    /// <param name="registration">The agency.</param>
    /// <param name="withdrawal">The withdrawal's id, at least 12 characters: its last ones tell one stop from another.</param>
    /// <param name="at">When.</param>
    public static LogEntry CopiesNoticed(
        CopiesNotice notice, string release, string registration, string withdrawal, DateTimeOffset at)
    {
        string step = notice switch
        {
            CopiesNotice.DeletionDue => "told",
            CopiesNotice.DeletionReminder => "remind",
            _ => "overdue",
        };
        return new LogEntry
        {
            Id = $"{release}-{step}-{withdrawal[^12..]}",
            Stream = LogStream.OfAgency(registration),
            At = at,
            Action = LogAction.ReleaseStopped,
            Actor = LogActor.System,
            Recipient = registration,
            Request = release,
            Release = release,
            Outcome = WireCode.Of(notice),
        };
    }

    private static LogEntry OfEnd(Decision decision, string request, string release, string caseId, DateTimeOffset at) => new()
    {
        Id = request + "-ended",
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = LogAction.ReleaseStopped,
        Actor = LogActor.System,
        Recipient = decision.Recipient,
        Case = caseId,
        Request = request,
        Release = release,
        Pathway = decision.Pathway,
    };
}
