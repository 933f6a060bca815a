namespace DataSharing.Domain.AccessLog;

/// <summary>The closed list of actions that an entry can record. A new action is a new constant here, never a free text.</summary>
public static class LogAction
{
    /// <summary>An agency asked for, or offered, a sharing.</summary>
    public const string RequestSubmitted = "request.submitted";
    /// <summary>The requester or recipient withdrew its request before a release.</summary>
    public const string RequestCancelled = "request.cancelled";
    /// <summary>A sharing request was decided; the outcome says how.</summary>
    public const string DecisionMade = "decision.made";
    /// <summary>A decision was asked for without sharing anything.</summary>
    public const string DecisionQueried = "query.decision";
    /// <summary>A decision waits for a fact and a person.</summary>
    public const string ReviewHeld = "review.held";
    /// <summary>A reviewer proceeded or refused.</summary>
    public const string ReviewDecided = "review.decided";
    /// <summary>Somebody asked that a person look at an automated decision again.</summary>
    public const string ReconsiderationAsked = "reconsideration.asked";
    /// <summary>A sealed package became available to its recipient.</summary>
    public const string ReleaseCreated = "release.created";
    /// <summary>A release ended without a stop: expired, closed or superseded.</summary>
    public const string ReleaseClosed = "release.closed";
    /// <summary>A release was stopped by a withdrawal, a revocation or a changed fact.</summary>
    public const string ReleaseStopped = "release.stopped";
    /// <summary>The recipient accepted a release.</summary>
    public const string ReleaseAccepted = "release.accepted";
    /// <summary>The recipient declined a release.</summary>
    public const string ReleaseDeclined = "release.declined";
    /// <summary>A package was handed out: the commit from which on it counts as fetched.</summary>
    public const string CollectionMade = "collection.made";
    /// <summary>A collection was broken off between two chunks because sharing stopped.</summary>
    public const string CollectionCut = "collection.cut";
    /// <summary>A collection was refused.</summary>
    public const string CollectionRefused = "collection.refused";
    /// <summary>A commit was followed by a changed fact: no byte left.</summary>
    public const string Aborted = "abort";
    /// <summary>The person withdrew: one sharing, or everything.</summary>
    public const string WithdrawalRecorded = "withdrawal.recorded";
    /// <summary>
    /// The person said the same again when nothing was left to stop; the outcome says how, the cause is the withdrawal. Paper
    /// signed before then does not count.
    /// </summary>
    public const string WithdrawalRepeated = "withdrawal.repeated";
    /// <summary>
    /// An agency said what became of what it had fetched; the outcome says whether it was destroyed or a law keeps it.
    /// </summary>
    public const string AttestationMade = "attestation.made";
    /// <summary>A consent or a new version of it was recorded.</summary>
    public const string ConsentRecorded = "consent.recorded";
    /// <summary>A consent was confirmed again at its review.</summary>
    public const string ConsentReconfirmed = "consent.reconfirmed";
    /// <summary>Somebody other than the person ended a consent.</summary>
    public const string ConsentRevoked = "consent.revoked";
    /// <summary>A consent or its receipt was read.</summary>
    public const string ConsentRead = "consent.read";
    /// <summary>The person approved the exact content of a letter or package for one recipient.</summary>
    public const string ContentApproved = "content.approved";
    /// <summary>Such an approval was taken back.</summary>
    public const string ContentWithdrawn = "content.withdrawn";
    /// <summary>A case was opened.</summary>
    public const string CaseOpened = "case.opened";
    /// <summary>A case was closed.</summary>
    public const string CaseClosed = "case.closed";
    /// <summary>
    /// The stop journal was lost: the case's sharing stopped and its record was sealed, because it might have been erased.
    /// </summary>
    public const string CaseSealed = "case.sealed";
    /// <summary>The person of a sealed case was identified and confirmed it: its record can be read again.</summary>
    public const string CaseConfirmed = "case.confirmed";
    /// <summary>The first of two persons asked to open a sealed case, because a life is in danger.</summary>
    public const string OpeningAsked = "case.openingAsked";
    /// <summary>Two persons opened a sealed case, because a life is in danger; the cause is the first one's entry.</summary>
    public const string OpenedInDanger = "case.openedInDanger";
    /// <summary>The first of two persons asked to set the case's highest time back to the present.</summary>
    public const string ClockCorrectionAsked = "case.clockCorrectionAsked";
    /// <summary>
    /// Two persons set the case's highest time back to the present; the cause is the first one's entry, the outcome the
    /// highest time of before.
    /// </summary>
    public const string ClockCorrected = "case.clockCorrected";
    /// <summary>Facts of a case or its participants were read by the holder.</summary>
    public const string CaseRead = "case.read";
    /// <summary>Facts of a case changed.</summary>
    public const string FactsChanged = "facts.changed";
    /// <summary>A participant was added to or removed from a case.</summary>
    public const string ParticipantsChanged = "participants.changed";
    /// <summary>A record was written.</summary>
    public const string RecordWritten = "record.written";
    /// <summary>A record was read.</summary>
    public const string RecordRead = "record.read";
    /// <summary>The access log was read.</summary>
    public const string LogRead = "log.read";
    /// <summary>The survivor read who holds what.</summary>
    public const string OverviewRead = "overview.read";
    /// <summary>A withdrawal link was issued.</summary>
    public const string LinkIssued = "link.issued";
    /// <summary>A withdrawal link was replaced.</summary>
    public const string LinkRotated = "link.rotated";
    /// <summary>Ten wrong words came by a withdrawal link: the details behind it are closed, stopping is not.</summary>
    public const string LinkDetailsClosed = "link.detailsClosed";
    /// <summary>A caseworker opened the details behind a withdrawal link again.</summary>
    public const string LinkDetailsOpened = "link.detailsOpened";
    /// <summary>A withdrawal link was made invalid.</summary>
    public const string LinkRevoked = "link.revoked";
    /// <summary>An agency was given a reference by which it can ask about a case.</summary>
    public const string ReferenceIssued = "reference.issued";
    /// <summary>A registration, person, key or webhook changed.</summary>
    public const string RegistryChanged = "registry.changed";
    /// <summary>An agreement was made, changed or ended.</summary>
    public const string AgreementChanged = "agreement.changed";
    /// <summary>A person signed in to the console.</summary>
    public const string SignedIn = "signin";
    /// <summary>Data was exported for oversight or for the person.</summary>
    public const string Exported = "export";
    /// <summary>Something was destroyed because its time had come or it was to be erased.</summary>
    public const string Disposed = "disposal";
    /// <summary>A case's record key was wrapped anew by a newer version of its holder's key; the key itself stayed the same.</summary>
    public const string KeyRewrapped = "key.rewrapped";

    /// <summary>All of them.</summary>
    public static FrozenSet<string> All { get; } = typeof(LogAction)
        .GetFields()
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
