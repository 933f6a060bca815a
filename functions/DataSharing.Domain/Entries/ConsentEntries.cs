using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Consents;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of a consent. How one ends: <see cref="WithdrawalEntries"/>.</summary>
public static class ConsentEntries
{
    /// <summary>A consent was recorded.</summary>
    public static LogEntry Recorded(StaffAct act, Consent consent) =>
        OfConsent(act, LogAction.ConsentRecorded, consent) with { Purpose = consent.Purpose };

    /// <summary>The person confirmed it again at its review.</summary>
    public static LogEntry Reconfirmed(StaffAct act, Consent consent) => OfConsent(act, LogAction.ConsentReconfirmed, consent);

    /// <summary>All consents of the case were read.</summary>
    public static LogEntry Listed(StaffAct act) => act.Entry(LogAction.ConsentRead) with { Outcome = WireCode.Of(ConsentPart.List) };

    /// <summary>One was read, or its receipt.</summary>
    public static LogEntry Read(StaffAct act, ConsentPart what, ConsentId consentId) =>
        act.Entry(LogAction.ConsentRead) with { Outcome = WireCode.Of(what), Cause = consentId };

    internal static LogVersions VersionOf(Consent consent) =>
        new(FormattableString.Invariant($"{consent.Id}@{consent.Version}"), null, null, null);

    private static LogEntry OfConsent(StaffAct act, string action, Consent consent) =>
        act.Entry(action) with { Versions = VersionOf(consent), Cause = consent.Id };
}
