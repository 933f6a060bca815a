using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>Log entries of an approval, and the approval itself, for whoever holds its case.</summary>
internal static class ApprovalEntries
{
    /// <returns>Refused: not-found.</returns>
    public static async Task<Result<ApprovalDocument>> ReadAsync(
        this ContentApprovals approvals, CaseHead head, string approvalId, CancellationToken cancellation) =>
        Identifiers.IsValid(approvalId) && await approvals.FindAsync(head.CaseId, approvalId, cancellation) is { } found
            ? found.Value
            : OwnCases.NotFound();

    public static LogEntry Of(Caller caller, string caseId, string action, ApprovalDocument document) =>
        CaseEntries.Of(caller, caseId, action, document.WithdrawnAt ?? document.By.At) with
        {
            Recipient = document.Recipient,
            Pathway = document.Pathway,
            Cause = document.Id,
        };
}
