namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told about the occurrence it runs for.</summary>
public class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>The run is later than scheduled.</summary>
    public bool IsPastDue { get; set; }
}
