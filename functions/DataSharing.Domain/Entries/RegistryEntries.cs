using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Registry;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of changes of the registry: one in the stream of each agency that a change concerns.</summary>
public static class RegistryEntries
{
    /// <summary>A registration or a person changed, or is to.</summary>
    /// <param name="change">The change's id.</param>
    /// <param name="kind">Its kind, e.g. <c>personUpdate</c>.</param>
    /// <param name="status">Where it stands: <c>proposed</c>, <c>applied</c> or <c>rejected</c>.</param>
    /// <param name="registration">The agency.</param>
    /// <param name="by">Who brought it there, and when.</param>
    /// <param name="isProposer">Whether that is who proposed it.</param>
    public static LogEntry Changed(string change, string kind, string status, RegistrationId registration, Approval by, bool isProposer) =>
        Of(LogAction.RegistryChanged, change, kind, status, registration, by, isProposer);

    /// <summary>An agreement changed, or is to.</summary>
    /// <param name="change">The change's id.</param>
    /// <param name="kind">Its kind, e.g. <c>agreementEnding</c>.</param>
    /// <param name="status">Where it stands; <c>agreed</c>: one party has said yes, and another has yet to.</param>
    /// <param name="registration">The agency.</param>
    /// <param name="by">Who brought it there, and when.</param>
    /// <param name="isProposer">Whether that is who proposed it.</param>
    public static LogEntry AgreementChanged(
        string change, string kind, string status, RegistrationId registration, Approval by, bool isProposer) =>
        Of(LogAction.AgreementChanged, change, kind, status, registration, by, isProposer);

    private static LogEntry Of(
        string action, string change, string kind, string status, RegistrationId registration, Approval by, bool isProposer) => new()
        {
            Id = $"{change}.{status}.{registration}",
            Stream = LogStream.OfAgency(registration),
            At = by.At,
            Action = action,
            Actor = Logged.By(isProposer ? LogRole.RegistryManage : LogRole.Approver, by),
            Outcome = $"{kind}.{status}",
            Cause = change,
        };
}
