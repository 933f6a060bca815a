namespace DataSharing.Functions.Withdrawal;

/// <summary>What every description of a stop says, as the person's own pages do before she stops .</summary>
public static class StopTexts
{
    public const string NotStopped =
        "What the law allows or orders without her agreement is not stopped by this and may not be shown here.";
}
