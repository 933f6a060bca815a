namespace DataSharing.Domain.Entries;

/// <summary>What the recipient's staff was told when a package was not handed out to it.</summary>
public enum CollectionRefusal
{
    /// <summary>The person does not take part in the case.</summary>
    NotParticipant,

    /// <summary>What was sealed may no longer go.</summary>
    Superseded,
}

/// <summary>Why nothing left after a collection was committed.</summary>
public enum CollectionAbort
{
    /// <summary>A fact changed after the commit.</summary>
    Changed,

    /// <summary>The key store did not answer.</summary>
    KeyUnavailable,

    /// <summary>The package could not be read.</summary>
    NotReadable,

    /// <summary>Something failed.</summary>
    Fault,
}

/// <summary>What an agency that had fetched something is told after a stop. Source: .</summary>
public enum CopiesNotice
{
    /// <summary>To destroy its copies.</summary>
    DeletionDue,

    /// <summary>The same once more.</summary>
    DeletionReminder,

    /// <summary>Its officer learns that it has not answered.</summary>
    DeletionOverdue,
}

/// <summary>What was read of a case, besides its record and its consents.</summary>
public enum CasePart
{
    /// <summary>The case's facts.</summary>
    Facts,

    /// <summary>Who takes part.</summary>
    Participants,

    /// <summary>The approvals of contents.</summary>
    Approvals,

    /// <summary>The withdrawal links, without what they hold.</summary>
    Links,
}

/// <summary>What was read of a case's consents.</summary>
public enum ConsentPart
{
    /// <summary>All of them.</summary>
    List,

    /// <summary>One of them.</summary>
    Consent,

    /// <summary>One's receipt.</summary>
    Receipt,
}

/// <summary>What an officer read of the log.</summary>
public enum LogReading
{
    /// <summary>A page of entries.</summary>
    List,

    /// <summary>One entry with its story.</summary>
    Entry,

    /// <summary>Whether a stream is whole.</summary>
    Verification,

    /// <summary>There was nothing of it for the reader.</summary>
    [JsonStringEnumMemberName("none")] Nothing,
}

/// <summary>What was destroyed because its time had come, or with an erasure.</summary>
public enum Disposal
{
    /// <summary>A request that is over.</summary>
    Request,

    /// <summary>A request that is over, and what was fetched under it is on no record as destroyed.</summary>
    UnconfirmedRequest,

    /// <summary>A sealed package.</summary>
    Package,

    /// <summary>A record, with the case.</summary>
    Record,

    /// <summary>A version of a record that nothing names.</summary>
    RecordVersion,

    /// <summary>A content that the person had approved.</summary>
    ApprovedContent,

    /// <summary>A withdrawal link that has ended.</summary>
    WithdrawalLink,

    /// <summary>A sealed case that nobody confirmed in time.</summary>
    UnconfirmedCase,
}
