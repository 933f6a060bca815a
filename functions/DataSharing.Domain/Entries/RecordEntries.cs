using DataSharing.Domain.AccessLog;
using DataSharing.Domain.Policy;

namespace DataSharing.Domain.Entries;

/// <summary>Entries of a case's record and of contents that the person approved. Groups of fields, never a value.</summary>
public static class RecordEntries
{
    internal const string Created = "created", Replaced = "replaced", Whole = "record", Preview = "preview";

    /// <summary>The record was written.</summary>
    /// <param name="act">The act.</param>
    /// <param name="version">Record and version, as <see cref="VersionOf"/>.</param>
    /// <param name="isNew">Whether there was none before.</param>
    /// <param name="groups">The groups of its fields.</param>
    public static LogEntry Written(StaffAct act, string version, bool isNew, IReadOnlyList<string> groups) =>
        act.Entry(LogAction.RecordWritten) with { Outcome = isNew ? Created : Replaced, Cause = version, FieldGroups = groups };

    /// <summary>The record was read.</summary>
    /// <param name="act">The act.</param>
    /// <param name="version">Record and version, as <see cref="VersionOf"/>.</param>
    /// <param name="groups">The groups of its fields.</param>
    public static LogEntry Read(StaffAct act, string version, IReadOnlyList<string> groups) =>
        act.Entry(LogAction.RecordRead) with { Outcome = Whole, Cause = version, FieldGroups = groups };

    /// <summary>What would go to a recipient was read, to be read to the person .</summary>
    /// <param name="act">The act.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="groups">The groups of its fields.</param>
    public static LogEntry Previewed(StaffAct act, RegistrationId recipient, IReadOnlyList<string> groups) =>
        act.Entry(LogAction.RecordRead) with { Outcome = Preview, Cause = recipient, FieldGroups = groups };

    /// <summary>A content that the person had approved was read.</summary>
    public static LogEntry ApprovedRead(StaffAct act, string approval) =>
        act.Entry(LogAction.RecordRead) with { Outcome = WireCode.Of(Disposal.ApprovedContent), Cause = approval };

    /// <summary>The person approved the exact content for one recipient .</summary>
    /// <param name="act">The act.</param>
    /// <param name="approval">The approval's id.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="pathway">The pathway.</param>
    /// <param name="groups">The groups of its fields.</param>
    public static LogEntry Approved(
        StaffAct act, string approval, RegistrationId recipient, string pathway, IReadOnlyList<string> groups) =>
        OfApproval(act, LogAction.ContentApproved, approval, recipient, pathway) with { FieldGroups = groups };

    /// <summary>An approval was taken back.</summary>
    /// <param name="act">The act.</param>
    /// <param name="approval">The approval's id.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="pathway">The pathway.</param>
    public static LogEntry ApprovalWithdrawn(StaffAct act, string approval, RegistrationId recipient, string pathway) =>
        OfApproval(act, LogAction.ContentWithdrawn, approval, recipient, pathway);

    /// <summary>How entries name a version of a record.</summary>
    public static string VersionOf(string record, long version) => FormattableString.Invariant($"{record}@{version}");

    private static LogEntry OfApproval(StaffAct act, string action, string approval, RegistrationId recipient, string pathway) =>
        act.Entry(action) with { Recipient = recipient, Pathway = pathway, Cause = approval };
}
