using DataSharing.Domain.AccessLog;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of withdrawal links.</summary>
public static class LinkEntries
{
    internal const string CaseClosed = "caseClosed";

    /// <summary>One was issued.</summary>
    public static LogEntry Issued(StaffAct act, string link) => Of(act, LogAction.LinkIssued, link);

    /// <summary>One replaced another.</summary>
    /// <param name="act">The act.</param>
    /// <param name="link">The new one.</param>
    public static LogEntry Rotated(StaffAct act, string link) => Of(act, LogAction.LinkRotated, link);

    /// <summary>One was made invalid.</summary>
    public static LogEntry Revoked(StaffAct act, string link) => Of(act, LogAction.LinkRevoked, link);

    /// <summary>The details behind one were opened again.</summary>
    public static LogEntry DetailsOpened(StaffAct act, string link) => Of(act, LogAction.LinkDetailsOpened, link);

    /// <summary>Ten wrong words came: the details behind it are closed, stopping is not.</summary>
    /// <param name="link">The link.</param>
    /// <param name="opened">When its details were opened the last time; null: never. One entry for each time that they close, however
    /// many wrong words come at once.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="at">When.</param>
    public static LogEntry DetailsClosed(string link, DateTimeOffset? opened, CaseId caseId, RegistrationId holder, DateTimeOffset at)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{link}\n{opened:O}"));
        return CaseEntries.OfNobody(
            LogAction.LinkDetailsClosed, caseId, holder, "e-" + Convert.ToHexStringLower(hash.AsSpan(0, 16)), at) with
        {
            Cause = link,
        };
    }

    /// <summary>One ended with its case.</summary>
    /// <param name="link">The link.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="at">When.</param>
    public static LogEntry EndedWithCase(string link, CaseId caseId, RegistrationId holder, DateTimeOffset at) =>
        CaseEntries.OfNobody(LogAction.LinkRevoked, caseId, holder, link + "-closed", at) with { Outcome = CaseClosed, Cause = link };

    private static LogEntry Of(StaffAct act, string action, string link) => act.Entry(action) with { Cause = link };
}
