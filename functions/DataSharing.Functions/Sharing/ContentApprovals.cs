using DataSharing.Functions.Keys;

namespace DataSharing.Functions.Sharing;

/// <summary>
/// The contents that the person approved: kept under the case key, and compared with what would go each time something goes. The
/// digest is computed here both times; what a sender says of it is not looked at.
/// </summary>
public sealed class ContentApprovals(IPartitionStore store, CaseKeyCache keys, RecordReader records, PolicySet policy)
{
    private static readonly Reason Changed = new(ReasonKinds.ConsentContentChanged, "R-011", 6, HoldFacts.ContentApproval);

    /// <summary>What a decision would send, in its canonical form, and the fields in it.</summary>
    internal async Task<(byte[] Canonical, IReadOnlyList<string> Paths)> ComposeAsync(
        DecisionBasis basis, Decision decision, Letter? letter, CancellationToken cancellation = default)
    {
        // Any handle: the form leaves it out.
        Payload payload = Redactor.Apply(decision, await records.ReadAsync(basis.Case!, cancellation), basis.Facts.Case!, policy, "-");
        return (ApprovedContent.CanonicalOf(decision.Recipient, basis.Request.Matter, payload, letter),
            [.. payload.Entries.Where(entry => !PolicyField.IsAboutTheDelivery(entry.Path)).Select(entry => entry.Path)]);
    }

    /// <summary>
    /// The decision, or, where it rests on an approval and would send something else, a hold for the changed text to be
    /// approved.
    /// </summary>
    public async Task<Decision> HeldIfChangedAsync(DecisionBasis basis, Decision decision)
    {
        if (!decision.Releases || decision.ApprovalId is not { } id || basis.Case is null)
            return decision;
        ApprovedContent? approved = await OpenAsync(basis.Case.Head, id);
        (byte[] now, _) = await ComposeAsync(basis, decision, approved?.Letter);
        bool same = approved is not null && CryptographicOperations.FixedTimeEquals(now, approved.Canonical);
        CryptographicOperations.ZeroMemory(now);
        return same ? decision : decision with
        {
            Kind = DecisionKind.Hold,
            Reason = Changed,
            Reasons = [.. decision.Reasons, Changed],
            Fields = [.. decision.Fields.Select(field => new FieldVerdict(
                field.Path, Treatment.None, null, null, Changed.Kind, Changed.RuleId))],
            Tier = null,
            ApprovalId = null,
        };
    }

    /// <summary>Whether what would go now is what was approved. What cannot be read cannot be compared: then it is not.</summary>
    internal async Task<bool> StandsAsync(DecisionBasis basis, Decision decision)
    {
        try
        {
            return (await HeldIfChangedAsync(basis, decision)).Releases;
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            return false;
        }
    }

    /// <summary>Whether a fault of comparing means that it can never be compared, rather than not now.</summary>
    internal static bool IsUnreadable(Exception fault) =>
        fault is SealingException or InvalidDataException or KeyNotFoundInStoreException or System.Text.Json.JsonException;

    /// <summary>What was approved; null: there is no such approval.</summary>
    /// <exception cref="SealingException">It does not open under the case's key.</exception>
    /// <exception cref="InvalidDataException">The case's key was destroyed.</exception>
    public async Task<ApprovedContent?> OpenAsync(CaseHead head, string id, CancellationToken cancellation = default)
    {
        if (await FindAsync(head.CaseId, id, cancellation) is not { } found)
            return null;
        using CaseKey key = await keys.OpenAsync(head, cancellation);
        byte[] clear = RecordCipher.Open(key, BindingOf(head.CaseId, id), found.Value.Content);
        var content = ApprovedContent.Read(clear);
        CryptographicOperations.ZeroMemory(clear);
        return content;
    }

    internal async Task<byte[]> SealAsync(CaseHead head, string id, ApprovedContent content, CancellationToken cancellation)
    {
        using CaseKey key = await keys.OpenAsync(head, cancellation);
        byte[] clear = content.ToJson();
        byte[] box = RecordCipher.Seal(key, BindingOf(head.CaseId, id), clear);
        CryptographicOperations.ZeroMemory(clear);
        return box;
    }

    /// <summary>The first entry of the case's log: that it was opened; null: it was kept no longer.</summary>
    internal async Task<LogEntry?> FirstEntryAsync(CaseId caseId, CancellationToken cancellation) =>
        (await store.ReadAsync<LogEntry>(Partition.Case(caseId), CaseIds.Chained(1), cancellation))?.Value;

    internal Task<Stored<ApprovalDocument>?> FindAsync(CaseId caseId, string id, CancellationToken cancellation) =>
        store.ReadAsync<ApprovalDocument>(Partition.Case(caseId), CaseIds.Approval(id), cancellation);

    internal async Task<IReadOnlyList<ApprovalDocument>> ListAsync(CaseId caseId, CancellationToken cancellation)
    {
        var all = new List<ApprovalDocument>();
        await foreach (Listed<ApprovalDocument> found in store.ListAllAsync<ApprovalDocument>(
            Partition.Case(caseId), CaseIds.ApprovalPrefix, cancellation))
            all.Add(found.Value);
        return all;
    }

    // Written once, so that its version is always the first.
    private static RecordBinding BindingOf(CaseId caseId, string id) => new(caseId, CaseIds.Approval(id), 1);
}
