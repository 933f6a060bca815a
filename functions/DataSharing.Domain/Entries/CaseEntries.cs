using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of a case itself.</summary>
public static class CaseEntries
{
    internal const string ByDocument = "document", KnownToStaff = "knownToStaff";

    /// <summary>It was opened.</summary>
    public static LogEntry Opened(StaffAct act) => act.Entry(LogAction.CaseOpened);

    /// <summary>It was closed.</summary>
    public static LogEntry Closed(StaffAct act) => act.Entry(LogAction.CaseClosed);

    /// <summary>Something of it was read.</summary>
    public static LogEntry Read(StaffAct act, CasePart what) => act.Entry(LogAction.CaseRead) with { Outcome = WireCode.Of(what) };

    /// <summary>Its facts changed.</summary>
    public static LogEntry FactsChanged(StaffAct act) => act.Entry(LogAction.FactsChanged);

    /// <summary>The holder changed who takes part.</summary>
    public static LogEntry ParticipantsChanged(StaffAct act) => act.Entry(LogAction.ParticipantsChanged);

    /// <summary>The person of a sealed case confirmed it.</summary>
    /// <param name="act">The act.</param>
    /// <param name="identifiedBy">How she was identified: <c>document</c> or <c>knownToStaff</c>.</param>
    /// <param name="evidence">Reference of what holds that she said so.</param>
    public static LogEntry Confirmed(StaffAct act, string identifiedBy, string? evidence) =>
        act.Entry(LogAction.CaseConfirmed) with { Outcome = identifiedBy, Cause = evidence };

    /// <summary>The first of two persons asked to open a sealed case, because a life is in danger.</summary>
    public static LogEntry OpeningAsked(StaffAct act) => act.Entry(LogAction.OpeningAsked);

    /// <summary>The second opened it.</summary>
    /// <param name="act">The act.</param>
    /// <param name="asked">Id of the first one's entry.</param>
    public static LogEntry OpenedInDanger(StaffAct act, string asked) => act.Entry(LogAction.OpenedInDanger) with { Cause = asked };

    /// <summary>The first of two persons asked to set the case's highest time back.</summary>
    public static LogEntry ClockCorrectionAsked(StaffAct act) => act.Entry(LogAction.ClockCorrectionAsked);

    /// <summary>The second set it back. What it was is said once it is known: <see cref="From"/>.</summary>
    /// <param name="act">The act.</param>
    /// <param name="asked">Id of the first one's entry.</param>
    public static LogEntry ClockCorrected(StaffAct act, string asked) => act.Entry(LogAction.ClockCorrected) with { Cause = asked };

    /// <summary>The same with the highest time of before: what was corrected can be told from the entry alone.</summary>
    public static LogEntry From(LogEntry corrected, DateTimeOffset highest) => corrected with
    {
        Outcome = highest.ToUniversalTime().ToString(LogValue.MomentFormat, CultureInfo.InvariantCulture),
    };

    /// <summary>The person looked at who holds what.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="id">Given out for the look, unique.</param>
    /// <param name="at">When.</param>
    public static LogEntry OverviewRead(CaseId caseId, RegistrationId holder, string id, DateTimeOffset at) =>
        OfNobody(LogAction.OverviewRead, caseId, holder, "e-" + id, at) with { Actor = LogActor.Survivor };

    /// <summary>An agency was given a reference by which it can ask about the case.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="id">The issuing's id, from which the reference follows too.</param>
    /// <param name="recipient">The agency.</param>
    /// <param name="by">Who gave it, and when.</param>
    public static LogEntry ReferenceIssued(CaseId caseId, string id, RegistrationId recipient, Approval by) =>
        new StaffAct(caseId, by, id).Entry(LogAction.ReferenceIssued) with { Id = "code-" + id, Recipient = recipient };

    /// <summary>Its key was wrapped anew by a newer key of its holder.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="id">Given out for it, unique.</param>
    /// <param name="at">When.</param>
    public static LogEntry KeyRewrapped(CaseId caseId, RegistrationId holder, string id, DateTimeOffset at) =>
        OfNobody(LogAction.KeyRewrapped, caseId, holder, "rewrap-" + id, at);

    internal static LogEntry OfNobody(string action, CaseId caseId, RegistrationId? holder, string id, DateTimeOffset at) => new()
    {
        Id = id,
        Stream = LogStream.OfCase(caseId),
        At = at,
        Action = action,
        Actor = LogActor.System,
        Holder = holder,
        Case = caseId,
    };
}
