using DataSharing.Functions.Cases;
using DataSharing.Functions.Sharing;

namespace DataSharing.Functions.Approvals;

/// <summary>The approval itself, for whoever holds its case.</summary>
internal static class ApprovalReading
{
    /// <returns>Refused: not-found.</returns>
    public static async Task<Result<ApprovalDocument>> ReadAsync(
        this ContentApprovals approvals, CaseHead head, string approvalId, CancellationToken cancellation) =>
        IdForm.Has(approvalId) && await approvals.FindAsync(head.CaseId, approvalId, cancellation) is { } found
            ? found.Value
            : OwnCases.NotFound();
}
