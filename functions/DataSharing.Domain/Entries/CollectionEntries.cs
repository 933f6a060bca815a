using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;
using DataSharing.Domain.Releases;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of handing a package out, and of what became of the copies. The release has the request's id.</summary>
public static class CollectionEntries
{
    internal const string HasJoined = "joined", Destroyed = "destroyed", RetainedByLaw = "retainedByLaw";

    /// <summary>A package was handed out.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="collection">The collection's id.</param>
    /// <param name="sealed">What was decided when it was sealed: what went out is that.</param>
    /// <param name="now">What was decided at this moment: it rests on those versions.</param>
    /// <param name="by">Who collected, and when.</param>
    public static LogEntry Made(
        SharingRequest request, CaseId caseId, string collection, Decision @sealed, Decision now, Approval by) =>
        OfPackage(request, caseId, "c-" + collection, LogAction.CollectionMade, by) with
        {
            Outcome = WireCode.Of(@sealed.Kind),
            Purpose = @sealed.Purpose,
            FieldGroups = Logged.GroupsOf(@sealed),
            Versions = Logged.VersionsOf(now),
        };

    /// <summary>The member of a desk who opened what came to it takes part from now on .</summary>
    public static LogEntry Joined(SharingRequest request, CaseId caseId, string collection, Approval by) =>
        Logged.OfCase(request, caseId, "j-" + collection, LogAction.ParticipantsChanged, LogRole.SharingReceive, by) with
        {
            Outcome = HasJoined,
            Cause = collection,
        };

    /// <summary>A package was not handed out.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="id">Id of the attempt.</param>
    /// <param name="why">Why.</param>
    /// <param name="by">Who tried, and when.</param>
    public static LogEntry Refused(SharingRequest request, CaseId caseId, string id, CollectionRefusal why, Approval by) =>
        OfPackage(request, caseId, "c-" + id, LogAction.CollectionRefused, by) with { Outcome = WireCode.Of(why) };

    /// <summary>Nothing left after the commit.</summary>
    public static LogEntry Aborted(SharingRequest request, CaseId caseId, string collection, CollectionAbort why, DateTimeOffset at) =>
        After(request, caseId, "a-", collection, LogAction.Aborted, at) with { Outcome = WireCode.Of(why) };

    /// <summary>A part left before it was broken off.</summary>
    public static LogEntry Cut(SharingRequest request, CaseId caseId, string collection, DateTimeOffset at) =>
        After(request, caseId, "x-", collection, LogAction.CollectionCut, at) with { Outcome = WireCode.Of(ReleaseEnd.Stopped) };

    /// <summary>The recipient said what became of its copies .</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="id">Id of the word; a later one replaces it, and each is an entry.</param>
    /// <param name="legalBasis">Reference of the law that keeps them; null: they are destroyed.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry Attested(SharingRequest request, CaseId caseId, string id, string? legalBasis, Approval by) =>
        OfPackage(request, caseId, "att-" + id, LogAction.AttestationMade, by) with
        {
            Outcome = legalBasis is null ? Destroyed : RetainedByLaw,
            Cause = legalBasis,
        };

    private static LogEntry OfPackage(SharingRequest request, CaseId caseId, string step, string action, Approval by) =>
        Logged.OfCase(request, caseId, step, action, LogRole.SharingReceive, by) with { Release = request.Id };

    private static LogEntry After(
        SharingRequest request, CaseId caseId, string step, string collection, string action, DateTimeOffset at) =>
        Logged.OfCase(request, caseId, step + collection, action, at, LogActor.System) with
        {
            Release = request.Id,
            Cause = collection,
        };
}
