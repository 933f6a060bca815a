using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Entries;

/// <summary>
/// Entries of what is destroyed, as ids and counts. Ids follow from what is destroyed, so that a repeat is recognised.
/// </summary>
public static class DisposalEntries
{
    internal const string Orchestrations = "orchestration";

    /// <summary>Something of a case.</summary>
    /// <param name="what">What.</param>
    /// <param name="id">Its id, unique in the system.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="at">When.</param>
    public static LogEntry OfCase(Disposal what, string id, CaseId caseId, RegistrationId holder, DateTimeOffset at) =>
        Of(LogStream.OfCase(caseId), WireCode.Of(what), id, at) with { Case = caseId, Holder = holder };

    /// <summary>Something that an agency alone knows of.</summary>
    /// <param name="what">What.</param>
    /// <param name="id">Its id, unique in the system.</param>
    /// <param name="registration">The agency.</param>
    /// <param name="at">When.</param>
    public static LogEntry OfAgency(Disposal what, string id, RegistrationId registration, DateTimeOffset at) =>
        Of(LogStream.OfAgency(registration), WireCode.Of(what), id, at) with
        {
            Actor = LogActor.System with { Registration = registration },
        };

    /// <summary>Something whose case and agency are gone or unknown.</summary>
    /// <param name="what">What.</param>
    /// <param name="id">Its id, unique in the system.</param>
    /// <param name="at">When.</param>
    public static LogEntry OfHub(Disposal what, string id, DateTimeOffset at) => Of(LogStream.OfHub, WireCode.Of(what), id, at);

    /// <summary>What orchestrations that ended had kept, which has no identity worth keeping.</summary>
    /// <param name="count">Of how many, at least one.</param>
    /// <param name="run">Given out for the run that destroys them, unique.</param>
    /// <param name="at">When.</param>
    public static LogEntry OfOrchestrations(int count, string run, DateTimeOffset at) =>
        Of(LogStream.OfHub, FormattableString.Invariant($"{Orchestrations}={count}"), "run-" + run, at);

    /// <summary>The stop journal brought an erasure back that a restored database had forgotten.</summary>
    /// <param name="erasure">Its id in the journal.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="at">When.</param>
    public static LogEntry ErasureRestored(string erasure, CaseId caseId, DateTimeOffset at) =>
        CaseEntries.OfNobody(LogAction.Disposed, caseId, null, erasure, at) with { Cause = erasure };

    private static LogEntry Of(string stream, string what, string id, DateTimeOffset at) => new()
    {
        Id = id + "-disposed",
        Stream = stream,
        At = at,
        Action = LogAction.Disposed,
        Actor = LogActor.System,
        Outcome = what,
        Cause = id,
    };
}
