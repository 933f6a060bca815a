namespace DataSharing.Functions.Withdrawal;

/// <summary>What the orchestration that informs and chases agencies needs: ids only. Enforcement never waits for it.</summary>
public sealed record WithdrawalStart(CaseId CaseId, WithdrawalId WithdrawalId)
{
    public const string Orchestration = "Withdrawal";

    public static string InstanceId(WithdrawalId withdrawalId) => Orchestration + "-" + withdrawalId;
}
