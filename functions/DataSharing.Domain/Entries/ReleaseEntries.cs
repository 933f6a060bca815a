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
    internal const string Duty = "duty", Taken = "accepted";

    /// <summary>A sealed package became available to its recipient.</summary>
    /// <param name="decision">What it carries out, with what the package turned out to lack.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="at">When.</param>
    public static LogEntry Released(Decision decision, CaseId caseId, DateTimeOffset at) =>
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
    public static LogEntry Accepted(SharingRequest request, CaseId caseId, Approval by, string? reason) =>
        Logged.OfCase(request, caseId, "accepted", LogAction.ReleaseAccepted, LogRole.SharingReceive, by) with
        {
            Release = request.Id,
            Outcome = Taken,
            Cause = reason,
        };

    /// <summary>It ended, and one request alone is the matter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="how">How: neither by a stop nor by an erasure.</param>
    /// <param name="at">When it took effect, whoever had said it before.</param>
    /// <param name="by">Who ended it; null: the service.</param>
    /// <param name="cause">The recipient's reason, or the reviewer's evidence; null: none was named.</param>
    public static LogEntry Ended(
        SharingRequest request, CaseId caseId, ReleaseEnd how, DateTimeOffset at, Approval? by = null, string? cause = null)
    {
        string role = how == ReleaseEnd.Declined ? LogRole.SharingReceive : LogRole.SharingReview;
        return Logged.OfCase(request, caseId, "ended", how.Action(), at, by is null ? LogActor.System : Logged.By(role, by)) with
        {
            Release = request.Id,
            Outcome = WireCode.Of(how),
            Cause = cause,
        };
    }

    /// <summary>A withdrawal or a revocation ended it.</summary>
    /// <param name="release">The release.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="withdrawal">The withdrawal's id.</param>
    /// <param name="at">When it was marked. It was dead from the stop on.</param>
    public static LogEntry Stopped(Release release, CaseId caseId, WithdrawalId withdrawal, DateTimeOffset at) =>
        OfEnd(release, ReleaseEnd.Stopped, caseId, at) with
        {
            Holder = release.Decision.Sender,
            Purpose = Logged.PurposeOf(release.Decision),
            Cause = withdrawal,
        };

    /// <summary>The record was erased that it was made from.</summary>
    /// <param name="release">The release.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds the case.</param>
    /// <param name="at">When.</param>
    public static LogEntry Erased(Release release, CaseId caseId, RegistrationId holder, DateTimeOffset at) =>
        OfEnd(release, ReleaseEnd.Erased, caseId, at) with { Holder = holder };

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
        CopiesNotice notice, RequestId release, RegistrationId registration, WithdrawalId withdrawal, DateTimeOffset at)
    {
        string step = notice switch
        {
            CopiesNotice.DeletionDue => "told",
            CopiesNotice.DeletionReminder => "remind",
            _ => "overdue",
        };
        return new LogEntry
        {
            Id = $"{release}-{step}-{withdrawal.Value[^12..]}",
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

    private static LogEntry OfEnd(Release release, ReleaseEnd how, CaseId caseId, DateTimeOffset at) => new()
    {
        Id = release.RequestId + "-ended",
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = how.Action(),
        Actor = LogActor.System,
        Recipient = release.Decision.Recipient,
        Case = caseId,
        Request = release.RequestId,
        Release = release.Id,
        Pathway = release.Decision.Pathway,
        Outcome = WireCode.Of(how),
    };
}
