using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>One instance as the table has it; times are ticks, UTC.</summary>
/// <param name="N">Row number, never used again: a new start of the same id gets a new one.</param>
/// <param name="Execution">DurableTask's id of the generation that runs.</param>
/// <param name="Generation">How often the instance continued as new.</param>
/// <param name="Updated">When status, custom status or generation last changed.</param>
internal sealed record InstanceRow(
    long N,
    string Id,
    string Name,
    string? Version,
    string Execution,
    OrchestrationStatus Status,
    long Generation,
    long Created,
    long Updated,
    long? StartAt,
    string? Input,
    string? Output,
    string? Custom,
    string? Failure,
    string? Tags,
    string? Parent)
{
    public bool IsLive => IsLiveStatus(Status);

    /// <summary>Its orchestrator has had a turn.</summary>
    public bool HasBegun => Status != OrchestrationStatus.Pending;

    public static bool IsLiveStatus(OrchestrationStatus status) =>
        status is OrchestrationStatus.Running or OrchestrationStatus.Pending or OrchestrationStatus.Suspended;

    /// <summary>The event that begins this generation.</summary>
    public ExecutionStartedEvent Start() => new(-1, Input)
    {
        Name = Name,
        Version = Version ?? "",
        OrchestrationInstance = new OrchestrationInstance { InstanceId = Id, ExecutionId = Execution },
        ParentInstance = StoredJson.ReadParent(Parent)?.Read(),
        Tags = StoredJson.ReadTags(Tags),
        ScheduledStartTime = StartAt is { } at ? StoredEvent.Utc(at) : null,
        Timestamp = StoredEvent.Utc(Created),
    };

    public OrchestrationState ToState() => new()
    {
        Name = Name,
        Version = Version,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = Id, ExecutionId = Execution },
        ParentInstance = StoredJson.ReadParent(Parent)?.Read(),
        OrchestrationStatus = Status,
        CreatedTime = StoredEvent.Utc(Created),
        LastUpdatedTime = StoredEvent.Utc(Updated),
        CompletedTime = IsLive ? default : StoredEvent.Utc(Updated),
        ScheduledStartTime = StartAt is { } at ? StoredEvent.Utc(at) : null,
        Input = Input,
        Output = Output,
        Status = Custom,
        FailureDetails = StoredJson.ReadFailure(Failure)?.Read(),
        Tags = StoredJson.ReadTags(Tags),
    };
}
