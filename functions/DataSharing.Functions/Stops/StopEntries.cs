using DataSharing.Domain.Entries;

namespace DataSharing.Functions.Stops;

/// <summary>Stops and erasures as the journal writes them, and back.</summary>
internal static class StopEntries
{
    private const string All = "all";
    private const string ConsentKind = "consent:";
    private const string ScopeKind = "scope:";
    private const string RecipientKind = "recipient:";
    private const string DefectKind = "defect:";

    public static StopEntry Of(WithdrawalDocument withdrawal) =>
        new(
            withdrawal.Id, StopKind.Withdrawal, withdrawal.CaseId, ScopeOf(withdrawal.Stop), withdrawal.Stop.At,
            new StopOrigin(withdrawal.Stop.ByPerson, withdrawal.Channel, withdrawal.By ?? LogActor.System));

    public static StopEntry Seal(WithdrawalDocument withdrawal, LogActor actor) =>
        new(withdrawal.Id, StopKind.Seal, withdrawal.CaseId, All, withdrawal.Stop.At, new StopOrigin(false, withdrawal.Channel, actor));

    /// <summary>The same stop said again, an entry of its own.</summary>
    public static StopEntry Again(CaseId caseId, Stop stop, StopOrigin? by) =>
        new("again-" + RandomNumberGenerator.GetHexString(26, lowercase: true), StopKind.Again, caseId, ScopeOf(stop), stop.At, by);

    public static StopEntry Erasure(CaseId caseId, LogEntry entry) => new(entry.Id, StopKind.Erasure, caseId, All, entry.At);

    /// <summary>The consent that an entry is about; null: everything.</summary>
    public static ConsentId? ConsentOf(StopEntry entry) => TargetOf(entry).ConsentId;

    /// <summary>What an entry is about.</summary>
    public static StopTarget TargetOf(StopEntry entry)
    {
        string[] parts = entry.Scope.Split(',');
        return new StopTarget(
            Part(parts, ConsentKind) is { } consent ? new ConsentId(consent) : null,
            Part(parts, ScopeKind) is { } scope ? new ScopeId(scope) : null,
            Part(parts, RecipientKind) is { } recipient ? new RegistrationId(recipient) : null);
    }

    /// <summary>
    /// The withdrawal that an entry tells of, as far as the journal knows it. Which sharings a part of a consent is about stands in
    /// the consent; where that is not in the store, everything of the case is stopped, for it cannot be told what to leave.
    /// </summary>
    public static WithdrawalDocument Restored(StopEntry entry, Consent? consent, DateTimeOffset now)
    {
        StopTarget target = TargetOf(entry);
        if (consent is null || target.KeysOf(consent) is not { } keys)
            (target, keys) = (StopTarget.Everything, []);
        var id = new WithdrawalId(entry.Id);
        return new WithdrawalDocument
        {
            Id = id,
            CaseId = entry.CaseId,
            Stop = new Stop(id, target.ConsentId, target.ScopeId, entry.At, entry.By?.Person ?? true)
            {
                Recipient = target.Recipient,
                Keys = keys,
                Defect = Part(entry.Scope.Split(','), DefectKind),
            },
            Channel = entry.By?.Channel ?? "journal",
            // Hers is not in the journal; any other tells nothing of the restore.
            ConfirmationNumber = StopNumber.New(),
            WorkflowDue = now,
        };
    }

    /// <summary>What the log says when the journal brings back what a restored store forgot.</summary>
    public static LogEntry RestoredEntry(StopEntry entry) => entry switch
    {
        { Kind: StopKind.Erasure } => DisposalEntries.ErasureRestored(entry.Id, entry.CaseId, entry.At),
        { Kind: StopKind.Seal } => WithdrawalEntries.SealRestored(
            new WithdrawalId(entry.Id), entry.CaseId, entry.By?.Channel, entry.By?.Actor, entry.At),
        { By: { Person: false } by } => WithdrawalEntries.RevocationRestored(
            new WithdrawalId(entry.Id), entry.CaseId, by.Channel, by.Actor, entry.At),
        _ => WithdrawalEntries.WithdrawalRestored(new WithdrawalId(entry.Id), entry.CaseId, entry.By?.Actor, entry.At),
    };

    /// <summary>The same, where what was said again is there.</summary>
    public static LogEntry RestoredRepeat(StopEntry entry, RegistrationId holder, WithdrawalId withdrawal) =>
        WithdrawalEntries.RepeatRestored(
            entry.Id, withdrawal, entry.CaseId, holder, entry.By?.Channel, entry.By?.Actor, entry.At);

    private static string ScopeOf(Stop stop)
    {
        (string Kind, string? Value)[] parts = [
            (ConsentKind, stop.ConsentId),
            (ScopeKind, stop.ScopeId),
            (RecipientKind, stop.Recipient),
            (DefectKind, stop.Defect),
        ];
        string scope = string.Join(',', parts.Where(part => part.Value is not null).Select(part => part.Kind + part.Value));
        return scope.Length == 0 ? All : scope;
    }

    private static string? Part(string[] parts, string kind) =>
        parts.FirstOrDefault(part => part.StartsWith(kind, StringComparison.Ordinal))?[kind.Length..];
}
