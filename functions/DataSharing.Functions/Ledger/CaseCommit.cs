namespace DataSharing.Functions.Ledger;

/// <summary>What became of a commit to a case.</summary>
public enum CaseCommit
{
    /// <summary>Durable, with its log entry.</summary>
    Committed,

    /// <summary>An earlier try of the same commit had succeeded; nothing was written twice.</summary>
    AlreadyDone,

    /// <summary>The case changed since it was read: read and decide again.</summary>
    Moved,

    /// <summary>There is no such case or document.</summary>
    NotFound,
}
