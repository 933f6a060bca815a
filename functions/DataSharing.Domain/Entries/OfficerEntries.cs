using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of the officers who read the log, and of signing in to do so.</summary>
public static class OfficerEntries
{
    internal const string ToConsole = "console", TurnedAway = "refused";

    /// <summary>Somebody signed in to the console.</summary>
    /// <param name="id">Given out for it, unique.</param>
    /// <param name="allowed">False: turned away, as the role that it takes is missing.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry SignedIn(string id, bool allowed, Approval by) =>
        Of(LogAction.SignedIn, "signin-" + id, allowed ? LogRole.LogReview : LogRole.None, by) with
        {
            Outcome = allowed ? ToConsole : TurnedAway,
        };

    /// <summary>The officer of the holder read the log of a case: in the case's own stream.</summary>
    /// <param name="id">Given out for it, unique.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="purpose">Code of the stated purpose .</param>
    /// <param name="what">What was read.</param>
    /// <param name="entry">Id of the entry that was read; null: none alone.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry ReadOfCase(string id, CaseId caseId, string purpose, LogReading what, string? entry, Approval by) =>
        Read(id, purpose, what, entry, by) with
        {
            Stream = LogStream.OfCase(caseId),
            Case = caseId,
            Holder = by.RegistrationId,
        };

    /// <summary>An officer read the log: in the reader's own stream.</summary>
    /// <param name="id">Given out for it, unique.</param>
    /// <param name="purpose">Code of the stated purpose.</param>
    /// <param name="what">What was read.</param>
    /// <param name="entry">Id of the entry that was read; null: none alone.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry Read(string id, string purpose, LogReading what, string? entry, Approval by) =>
        Of(LogAction.LogRead, "read-" + id, LogRole.LogReview, by) with
        {
            Purpose = purpose,
            Outcome = WireCode.Of(what),
            Cause = entry,
        };

    /// <summary>As <see cref="Read"/>, about another agency, whose officer sees who read and for which purpose.</summary>
    /// <param name="id">Given out for it, unique.</param>
    /// <param name="agency">The other agency.</param>
    /// <param name="caseId">Its case, where one alone was asked for.</param>
    /// <param name="purpose">Code of the stated purpose.</param>
    /// <param name="what">What was read.</param>
    /// <param name="entry">Id of the entry that was read; null: none alone.</param>
    /// <param name="by">Who, and when.</param>
    public static LogEntry ReadAbout(
        string id, RegistrationId agency, CaseId? caseId, string purpose, LogReading what, string? entry, Approval by) =>
        Read(id, purpose, what, entry, by) with { Holder = agency, Case = caseId };

    private static LogEntry Of(string action, string id, string role, Approval by) => new()
    {
        Id = id,
        Stream = LogStream.OfAgency(by.RegistrationId),
        At = by.At,
        Action = action,
        Actor = Logged.By(role, by),
    };
}
