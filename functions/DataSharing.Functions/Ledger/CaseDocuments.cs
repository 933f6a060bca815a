namespace DataSharing.Functions.Ledger;

/// <summary>Ids of the documents of a case partition.</summary>
public static class CaseIds
{
    public const string Facts = "facts";
    public const string ConsentPrefix = "consent-";
    public const string ReleasePrefix = "release-";
    public const string RecordPrefix = "record-";
    public const string ApprovalPrefix = "approval-";
    public const string WithdrawalPrefix = "withdrawal-";

    private const string LogPrefix = "log-";

    /// <summary>Chained entries only; twelve digits keep them in order and leave the first one zero.</summary>
    public const string ChainedPrefix = "log-0";

    /// <summary>Id of a case's one record.</summary>
    public const string MainRecord = "main";

    public static string Consent(ConsentId id) => ConsentPrefix + id;

    public static string Release(RequestId id) => ReleasePrefix + id;

    public static string Record(string id) => RecordPrefix + id;

    public static string Approval(string id) => ApprovalPrefix + id;

    public static string Withdrawal(WithdrawalId id) => WithdrawalPrefix + id;

    public static string PendingAct(string rule) => "act-" + rule;

    public static string Chained(long seq) => $"log-{seq:D12}";

    public static string Unchained(string entryId) => LogPrefix + "u-" + entryId;

    /// <summary>Whether a release rests on it, or whether it is of the log: then it changes together with an entry only.</summary>
    internal static bool IsDecidedOn(string id) => id is CaseHead.DocumentId or Facts
        || new[] { ConsentPrefix, ReleasePrefix, RecordPrefix, ApprovalPrefix, LogPrefix }
            .Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));
}

/// <summary>
/// An entry committed without a place in the chain. Once it has one, the chained document is the entry and this one keeps
/// only where it went, so that repeating the commit that wrote it finds it done.
/// </summary>
/// <param name="Seal">See <see cref="LogSeals"/>; null in entries from before there were seals.</param>
public sealed record UnchainedEntry(LogEntry? Entry, long? ChainedAs = null, string? Seal = null);

/// <summary>Metadata of a record; the values lie encrypted in a blob.</summary>
/// <param name="Paths">Field paths that the record fills; never values.</param>
/// <param name="Known">What rules may know of it; null in documents written before it was kept, so that the record itself is read.</param>
public sealed record RecordDocument(
    string Id, long Version, IReadOnlyList<string> Paths, BlobReference Blob, DateTimeOffset WrittenAt, string WrittenBy,
    RecordFacts? Known = null);

/// <summary>A content that the person approved, sealed under the case key; that it stands, the facts say.</summary>
/// <param name="Content">The approved content (<see cref="Domain.Redaction.ApprovedContent"/>), sealed.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="WithdrawnAt">When it was taken back; null: it stands.</param>
/// <param name="Matter">The matter it is for, or null.</param>
public sealed record ApprovalDocument(
    string Id, RegistrationId Recipient, string Pathway, byte[] Content, Domain.Registry.Approval By, DateTimeOffset? WithdrawnAt = null,
    string? Matter = null);

/// <summary>The first person's word for an act on a case that takes two; it waits for the second's.</summary>
/// <param name="EntryId">The log entry that holds it.</param>
public sealed record PendingAct(Domain.Registry.Approval First, string EntryId);

/// <summary>
/// A case as one decision sees it. INVARIANT: the head was read first and each change of the case writes the head; so a
/// commit under <see cref="HeadETag"/> succeeds only if nothing read here has changed.
/// </summary>
public sealed record CaseSnapshot(
    CaseHead Head, string HeadETag, CaseFacts Facts, IReadOnlyList<Consent> Consents, Stored<Release>? Release)
{
    /// <summary>The case's record; null: nothing was recorded yet.</summary>
    public RecordDocument? Record { get; init; }
}
