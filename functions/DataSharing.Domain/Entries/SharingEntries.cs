using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Decisions;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>
/// Entries of a sharing request up to its decision. Ids follow from the request and the step, so that a repeated step is recognised.
/// </summary>
public static class SharingEntries
{
    internal const string Proceed = "proceed", Refuse = "refuse", ForeignReference = "foreignReference", Fault = "fault";

    /// <summary>It was submitted, in the stream of whoever did.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case. An asker knows a reference, never the holder's case: of an ask it is left out.</param>
    /// <param name="at">When.</param>
    public static LogEntry Submitted(SharingRequest request, CaseId? caseId, DateTimeOffset at) => Logged.OfAgency(
        request, request.Submitted.RegistrationId, "submitted", LogAction.RequestSubmitted, at,
        Logged.By(LogRole.SharingSubmit, request.Submitted)) with
    {
        Case = request.Direction == Direction.Send ? caseId : null,
    };

    /// <summary>Who submitted it took it back: in the case's stream when it holds the case, else in the asker's own.</summary>
    public static LogEntry Cancelled(SharingRequest request, CaseId? caseId, Approval by) => request.Direction == Direction.Send
        ? Logged.OfCase(request, caseId!, "cancelled", LogAction.RequestCancelled, LogRole.SharingSubmit, by)
        : Logged.OfAgency(
            request, by.RegistrationId, "cancelled", LogAction.RequestCancelled, by.At, Logged.By(LogRole.SharingSubmit, by));

    /// <summary>
    /// What the stream of whoever submitted it says of a neutral answer: the same whether there is a case or not.
    /// </summary>
    public static LogEntry Neutral(SharingRequest request, DateTimeOffset at) => Logged.OfAgency(
        request, request.Submitted.RegistrationId, "decided", LogAction.DecisionMade, at, LogActor.System) with
    {
        Outcome = WireCode.Of(DecisionKind.Neutral),
    };

    /// <summary>In the case that an ask met which was answered as if there were none: for the holder's officer .</summary>
    public static LogEntry Attempted(Decision decision, CaseId caseId, DateTimeOffset at) =>
        OfDecision(decision, caseId, "attempt", LogAction.DecisionMade, at);

    /// <summary>
    /// As <see cref="Attempted"/>, by a reference that was not given to the asker for this holder: whatever else speaks
    /// against it, nothing would have been let out.
    /// </summary>
    public static LogEntry AttemptedByForeignReference(Decision decision, CaseId caseId, DateTimeOffset at) =>
        Attempted(decision.Kind == DecisionKind.Neutral ? decision : decision with { Kind = DecisionKind.Refuse }, caseId, at) with
        {
            Cause = ForeignReference,
            ReasonKinds = decision.Releases ? [] : Logged.ReasonsOf(decision),
        };

    /// <summary>It was refused.</summary>
    /// <param name="decision">The decision, whatever its kind.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="at">When.</param>
    /// <param name="evidence">What a reviewer who refused it names; null: no reviewer did.</param>
    public static LogEntry Refused(Decision decision, CaseId caseId, DateTimeOffset at, string? evidence = null) =>
        OfDecision(decision, caseId, "decided", LogAction.DecisionMade, at) with
        {
            Outcome = WireCode.Of(DecisionKind.Refuse),
            Cause = evidence,
        };

    /// <summary>It was refused because it could not be carried out .</summary>
    public static LogEntry RefusedByFault(Decision decision, CaseId caseId, DateTimeOffset at) => Refused(decision, caseId, at, Fault);

    /// <summary>The same in the stream of whoever submitted it, where the case itself cannot be written to.</summary>
    public static LogEntry RefusedByFault(Decision decision, CaseId caseId, DateTimeOffset at, RegistrationId submitter) =>
        RefusedByFault(decision, caseId, at) with { Stream = LogStream.OfAgency(submitter) };

    /// <summary>It waits for a fact and a person .</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="number">Which hold of the request this is: together with the fact it tells a repeated step from a new hold.</param>
    /// <param name="at">When.</param>
    public static LogEntry Held(Decision decision, CaseId caseId, int number, DateTimeOffset at) =>
        OfDecision(decision, caseId, $"held-{number}-{decision.Reason?.WaitsFor}", LogAction.ReviewHeld, at) with
        {
            Cause = decision.Reason?.WaitsFor,
        };

    /// <summary>A second person of the holder spoke.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="id">Id of the word; one may follow another.</param>
    /// <param name="proceed">Whether it is to go on.</param>
    /// <param name="by">Who, and when.</param>
    /// <param name="evidence">Reference of what it rests on.</param>
    public static LogEntry Reviewed(SharingRequest request, CaseId caseId, string id, bool proceed, Approval by, string evidence) =>
        Logged.OfCase(request, caseId, "rev-" + id, LogAction.ReviewDecided, LogRole.SharingReview, by) with
        {
            Outcome = proceed ? Proceed : Refuse,
            Cause = evidence,
        };

    /// <summary>A person is to look at a decision again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="asked">When it was asked the first time: a repeat is recognised by it.</param>
    /// <param name="by">Who asks, and when.</param>
    /// <param name="statement">Reference of the statement.</param>
    public static LogEntry ReconsiderationAsked(
        SharingRequest request, CaseId caseId, DateTimeOffset asked, Approval by, string statement) =>
        Logged.OfCase(request, caseId, "rec-" + asked.UtcTicks, LogAction.ReconsiderationAsked, LogRole.ConsentRecord, by) with
        {
            Cause = statement,
        };

    /// <summary>A decision was tried out, in the stream of whoever did. Its request is none: the id is the query's.</summary>
    /// <param name="decision">What would be decided.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="role">The role acted in.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry Queried(Decision decision, CaseId caseId, string role, Approval by) =>
        OfDecision(decision, caseId, "", LogAction.DecisionQueried, by.At) with
        {
            Id = decision.RequestId,
            Stream = LogStream.OfAgency(by.RegistrationId),
            Actor = Logged.By(role, by),
            Request = null,
            FieldGroups = [],
        };

    internal static LogEntry OfDecision(Decision decision, CaseId caseId, string step, string action, DateTimeOffset at) => new()
    {
        Id = $"{decision.RequestId}-{step}",
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = action,
        Actor = LogActor.System,
        Case = caseId,
        Holder = decision.Sender,
        Recipient = decision.Recipient,
        Request = decision.RequestId,
        Pathway = decision.Pathway,
        Purpose = Logged.PurposeOf(decision),
        Outcome = WireCode.Of(decision.Kind),
        ReasonKinds = Logged.ReasonsOf(decision),
        FieldGroups = Logged.GroupsOf(decision),
        Versions = Logged.VersionsOf(decision),
    };
}
