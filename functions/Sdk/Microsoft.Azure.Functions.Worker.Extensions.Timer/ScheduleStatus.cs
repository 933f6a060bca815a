namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where a timer's schedule stands.</summary>
public class ScheduleStatus
{
    /// <summary>The last recorded occurrence.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next expected occurrence.</summary>
    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
