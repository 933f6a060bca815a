namespace DataSharing.Functions.Sharing;

/// <summary>
/// The log entries of a sharing request. Ids follow from the request and the step, so that a repeated step is recognised.
/// </summary>
public static class SharingLog
{
    private static readonly LogActor System = new("system");

    public static LogEntry Submitted(RequestLife document)
    {
        SharingRequest request = document.Request;
        return Base(
            request, "submitted", LogAction.RequestSubmitted, document.SubmittedAt, Actor(Roles.SharingSubmit, request.Submitted)) with
        {
            Stream = LogStream.OfAgency(request.Submitted.RegistrationId),
            // An asker knows a reference, never the holder's case.
            Case = request.Direction == Direction.Send ? document.CaseId : null,
        };
    }

    /// <summary>What the asker's stream says of a neutral answer: the same whether there is a case or not.</summary>
    public static LogEntry Neutral(SharingRequest request, DateTimeOffset at) =>
        Base(request, "decided", LogAction.DecisionMade, at, System) with
        {
            Stream = LogStream.OfAgency(request.Recipient),
            Outcome = WireCode.Of(DecisionKind.Neutral),
        };

    /// <summary>In the case that an ask met which was answered as if there were none: for the holder's officer .</summary>
    public static LogEntry Attempted(Decision decision, string caseId, DateTimeOffset at) =>
        OfDecision(decision, caseId, "attempt", LogAction.DecisionMade, at);

    /// <summary>
    /// As <see cref="Attempted"/>, by a reference that was not given to the asker for this holder: whatever else speaks
    /// against it, nothing would have been let out.
    /// </summary>
    public static LogEntry AttemptedByForeignReference(Decision decision, string caseId, DateTimeOffset at) =>
        Attempted(decision.Kind == DecisionKind.Neutral ? decision : decision with { Kind = DecisionKind.Refuse }, caseId, at) with
        {
            Cause = "foreignReference",
            ReasonKinds = decision.Releases ? [] : ReasonsOf(decision),
        };

    public static LogEntry Refused(Decision decision, string caseId, DateTimeOffset at, string? cause = null) =>
        OfDecision(
            decision, caseId, "decided", LogAction.DecisionMade, at) with
        { Outcome = WireCode.Of(DecisionKind.Refuse), Cause = cause };

    /// <param name="number">Which hold of the request this is: together with the fact it tells a repeated step from a new hold.</param>
    public static LogEntry Held(Decision decision, string caseId, int number, DateTimeOffset at) =>
        OfDecision(
            decision, caseId, $"held-{number}-{decision.Reason?.WaitsFor}", LogAction.ReviewHeld,
            at) with
        { Cause = decision.Reason?.WaitsFor };

    public static LogEntry Released(Decision decision, string caseId, DateTimeOffset at) =>
        OfDecision(decision, caseId, "released", LogAction.ReleaseCreated, at) with
        {
            Release = decision.RequestId,
            Cause = decision is { WithoutConsent: true, Kind: not DecisionKind.Override } ? "duty" : null,
            FieldPaths = [.. decision.Fields.Where(decision.Sends).Select(field => field.Path)],
        };

    /// <summary>A release ended without the recipient's doing.</summary>
    public static LogEntry Ended(
        SharingRequest request, string caseId, ReleaseEnd how, DateTimeOffset at, LogActor? by = null, string? cause = null) =>
        OfCase(request, caseId, "ended", how.Action(), at, by ?? System) with
        { Release = request.Id, Outcome = WireCode.Of(how), Cause = cause };

    /// <summary>A person did something with a request.</summary>
    public static LogEntry Act(
        SharingRequest request, string caseId, string step, string action, string role, Approval by, string? outcome = null,
        string? cause = null) =>
        OfCase(request, caseId, step, action, by.At, Actor(role, by)) with { Outcome = outcome, Cause = cause };

    /// <summary>Who submitted it took it back: in the case's stream when it holds the case, else in the asker's own.</summary>
    public static LogEntry Cancelled(SharingRequest request, string? caseId, Approval by) => request.Direction == Direction.Send
        ? Act(request, caseId!, "cancelled", LogAction.RequestCancelled, Roles.SharingSubmit, by)
        : Base(
            request, "cancelled", LogAction.RequestCancelled, by.At,
            Actor(Roles.SharingSubmit, by)) with
        { Stream = LogStream.OfAgency(by.RegistrationId) };

    /// <summary>The recipient took it on.</summary>
    public static LogEntry Accepted(RequestLife document, AcceptanceMark mark) =>
        Act(
            document.Request, document.CaseId!, "accepted", LogAction.ReleaseAccepted, Roles.SharingReceive, mark.By, "accepted",
            mark.Reason) with
        { Release = document.Request.Id };

    public static LogActor Actor(string role, Approval by) => new(role, by.RegistrationId, by.PersonId);

    internal static LogEntry OfCase(SharingRequest request, string caseId, string step, string action, DateTimeOffset at, LogActor by) =>
        Base(request, step, action, at, by) with { Stream = LogStream.OfCase(caseId), Case = caseId };

    private static LogEntry OfDecision(Decision decision, string caseId, string step, string action, DateTimeOffset at) => new()
    {
        Id = $"{decision.RequestId}-{step}",
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = action,
        Actor = System,
        Case = caseId,
        Holder = decision.Sender,
        Recipient = decision.Recipient,
        Request = decision.RequestId,
        Pathway = decision.Pathway,
        Purpose = decision.Purpose.Length == 0 ? null : decision.Purpose,
        Outcome = WireCode.Of(decision.Kind),
        ReasonKinds = ReasonsOf(decision),
        FieldGroups = GroupsOf(decision),
        Versions = VersionsOf(decision),
    };

    internal static LogVersions VersionsOf(Decision decision) => new(
        decision.ConsentId is { } consent ? $"{consent}#{decision.ConsentVersion}" : null,
        decision.AgreementId is { } agreement ? $"{agreement}#{decision.AgreementVersion}" : null,
        decision.PolicyVersion,
        decision.ProfileVersion);

    /// <summary>The groups of what leaves: of a release, those of which something was in the package.</summary>
    internal static IReadOnlyList<string> GroupsOf(Decision decision) =>
        [.. decision.Fields.Where(decision.Sends).Select(field => field.Group).Distinct()];

    internal static IReadOnlyList<string> ReasonsOf(Decision decision) =>
        [.. new[] { decision.Because }.Concat(decision.Reasons.Select(reason => reason.Kind)).OfType<string>()
            .Distinct(StringComparer.Ordinal)];

    private static LogEntry Base(SharingRequest request, string step, string action, DateTimeOffset at, LogActor by) => new()
    {
        Id = $"{request.Id}-{step}",
        Stream = "",
        At = at,
        Action = action,
        Actor = by,
        Holder = request.Sender,
        Recipient = request.Recipient,
        Request = request.Id,
        Pathway = request.Pathway,
    };
}
