using System.Text.Json.Serialization;
using DurableTask.Core;
using DurableTask.Core.History;

namespace DataSharing.Embedded.Durable;

/// <summary>
/// An event of an orchestration's history as it lies on disk: what replay and recovery need of DurableTask's own events, with
/// short names and defaults left out. Stack traces and trace contexts stay behind; a start's content is the instance's row.
/// </summary>
/// <param name="Kind">DurableTask's number of the event's type.</param>
/// <param name="At">For the beginning of a turn, whose time the orchestrator is told: ticks, UTC.</param>
/// <param name="Number">Its id plus one, so that the usual -1 needs no place.</param>
/// <param name="Step">Which step it answers.</param>
/// <param name="Target">Instance id of the child or of the event's receiver.</param>
/// <param name="FireAt">For a timer: ticks, UTC.</param>
/// <param name="Execution">For a message: which generation it is meant for; null: whichever runs.</param>
internal sealed record StoredEvent(
    [property: JsonPropertyName("k")] EventType Kind,
    [property: JsonPropertyName("t")] long At = 0,
    [property: JsonPropertyName("i")] int Number = 0,
    [property: JsonPropertyName("n")] string? Name = null,
    [property: JsonPropertyName("v")] string? Version = null,
    [property: JsonPropertyName("d")] string? Data = null,
    [property: JsonPropertyName("s")] int Step = 0,
    [property: JsonPropertyName("o")] string? Target = null,
    [property: JsonPropertyName("a")] long FireAt = 0,
    [property: JsonPropertyName("c")] OrchestrationStatus Status = OrchestrationStatus.Running,
    [property: JsonPropertyName("f")] StoredFailure? Failure = null,
    [property: JsonPropertyName("g")] IDictionary<string, string>? Tags = null,
    [property: JsonPropertyName("e")] string? Execution = null)
{
    private int EventId => Number - 1;

    /// <exception cref="NotSupportedException">an event of a feature that this engine does not offer (rewinding).</exception>
    public static StoredEvent Of(HistoryEvent happened, string? execution = null)
    {
        var stored = new StoredEvent(
            happened.EventType, happened is OrchestratorStartedEvent ? happened.Timestamp.Ticks : 0, happened.EventId + 1,
            Execution: execution);
        return happened switch
        {
            ExecutionStartedEvent or OrchestratorStartedEvent or OrchestratorCompletedEvent => stored,
            TaskScheduledEvent one => stored with { Name = one.Name, Version = one.Version, Data = one.Input, Tags = Some(one.Tags) },
            TaskCompletedEvent one => stored with { Step = one.TaskScheduledId, Data = one.Result },
            TaskFailedEvent one => stored with
            {
                Step = one.TaskScheduledId,
                Data = one.Reason,
                Failure = StoredFailure.Of(one.FailureDetails),
            },
            SubOrchestrationInstanceCreatedEvent one => stored with
            {
                Name = one.Name,
                Version = one.Version,
                Data = one.Input,
                Target = one.InstanceId,
                Tags = Some(one.Tags),
            },
            SubOrchestrationInstanceCompletedEvent one => stored with { Step = one.TaskScheduledId, Data = one.Result },
            SubOrchestrationInstanceFailedEvent one => stored with
            {
                Step = one.TaskScheduledId,
                Data = one.Reason,
                Failure = StoredFailure.Of(one.FailureDetails),
            },
            TimerCreatedEvent one => stored with { FireAt = one.FireAt.Ticks },
            TimerFiredEvent one => stored with { Step = one.TimerId, FireAt = one.FireAt.Ticks },
            EventSentEvent one => stored with { Name = one.Name, Data = one.Input, Target = one.InstanceId },
            EventRaisedEvent one => stored with { Name = one.Name, Data = one.Input },
            ExecutionTerminatedEvent one => stored with { Data = one.Input },
            ExecutionSuspendedEvent one => stored with { Data = one.Reason },
            ExecutionResumedEvent one => stored with { Data = one.Reason },
            ExecutionCompletedEvent one => stored with
            {
                Status = one.OrchestrationStatus,
                Data = one.Result,
                Failure = StoredFailure.Of(one.FailureDetails),
            },
            _ => throw new NotSupportedException($"{happened.EventType} is not kept by this engine"),
        };
    }

    /// <param name="start">What an <see cref="EventType.ExecutionStarted"/> is read as.</param>
    public HistoryEvent Read(Func<ExecutionStartedEvent> start)
    {
        HistoryEvent happened = Kind switch
        {
            EventType.ExecutionStarted => start(),
            EventType.OrchestratorStarted => new OrchestratorStartedEvent(EventId),
            EventType.OrchestratorCompleted => new OrchestratorCompletedEvent(EventId),
            EventType.TaskScheduled => new TaskScheduledEvent(EventId, Name!, Version, Data) { Tags = Tags },
            EventType.TaskCompleted => new TaskCompletedEvent(EventId, Step, Data),
            EventType.TaskFailed => new TaskFailedEvent(EventId, Step, Data, null, Failure?.Read()),
            EventType.SubOrchestrationInstanceCreated => new SubOrchestrationInstanceCreatedEvent(EventId)
            {
                Name = Name,
                Version = Version,
                Input = Data,
                InstanceId = Target,
                Tags = Tags,
            },
            EventType.SubOrchestrationInstanceCompleted => new SubOrchestrationInstanceCompletedEvent(EventId, Step, Data),
            EventType.SubOrchestrationInstanceFailed => new SubOrchestrationInstanceFailedEvent(EventId, Step, Data, null, Failure?.Read()),
            EventType.TimerCreated => new TimerCreatedEvent(EventId, Utc(FireAt)),
            EventType.TimerFired => new TimerFiredEvent(EventId, Utc(FireAt)) { TimerId = Step },
            EventType.EventSent => new EventSentEvent(EventId) { Name = Name, Input = Data, InstanceId = Target },
            EventType.EventRaised => new EventRaisedEvent(EventId, Data) { Name = Name },
            EventType.ExecutionTerminated => new ExecutionTerminatedEvent(EventId, Data),
            EventType.ExecutionSuspended => new ExecutionSuspendedEvent(EventId, Data),
            EventType.ExecutionResumed => new ExecutionResumedEvent(EventId, Data),
            EventType.ExecutionCompleted => new ExecutionCompletedEvent(EventId, Data, Status, Failure?.Read()),
            EventType.ContinueAsNew => new ContinueAsNewEvent(EventId, Data),
            _ => throw new InvalidDataException($"the history has an event of the kind {(int)Kind}, which this version does not know"),
        };
        if (At != 0)
            happened.Timestamp = Utc(At);
        return happened;
    }

    internal static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);

    private static IDictionary<string, string>? Some(IDictionary<string, string>? tags) => tags is { Count: > 0 } ? tags : null;
}

/// <summary>A failure as the engine keeps it: without stack trace, with the message the options allow.</summary>
internal sealed record StoredFailure(
    [property: JsonPropertyName("t")] string Type,
    [property: JsonPropertyName("m")] string Message,
    [property: JsonPropertyName("i")] StoredFailure? Inner = null,
    [property: JsonPropertyName("x")] bool Final = false)
{
    public static StoredFailure? Of(FailureDetails? details) =>
        details is null ? null : new(details.ErrorType, details.ErrorMessage, Of(details.InnerFailure), details.IsNonRetriable);

    public FailureDetails Read() => new(Type, Message, null, Inner?.Read(), Final);
}

/// <summary>Who called an instance: where its result goes.</summary>
internal sealed record StoredParent(
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("v")] string? Version,
    [property: JsonPropertyName("o")] string Id,
    [property: JsonPropertyName("e")] string? Execution,
    [property: JsonPropertyName("s")] int Step)
{
    public static StoredParent? Of(ParentInstance? parent) => parent is null
        ? null
        : new(
            parent.Name, parent.Version, parent.OrchestrationInstance.InstanceId, parent.OrchestrationInstance.ExecutionId,
            parent.TaskScheduleId);

    public ParentInstance Read() => new()
    {
        Name = Name,
        Version = Version,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = Id, ExecutionId = Execution },
        TaskScheduleId = Step,
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(List<StoredEvent>))]
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(StoredFailure))]
[JsonSerializable(typeof(StoredParent))]
[JsonSerializable(typeof(IDictionary<string, string>))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string Write(List<StoredEvent> turn) => JsonSerializer.Serialize(turn, Default.ListStoredEvent);

    public static List<StoredEvent> ReadTurn(string body) => JsonSerializer.Deserialize(body, Default.ListStoredEvent)!;

    public static string Write(StoredEvent message) => JsonSerializer.Serialize(message, Default.StoredEvent);

    public static StoredEvent ReadMessage(string body) => JsonSerializer.Deserialize(body, Default.StoredEvent)!;

    public static string? Write(StoredFailure? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, Default.StoredFailure);

    public static StoredFailure? ReadFailure(string? body) => body is null ? null : JsonSerializer.Deserialize(body, Default.StoredFailure);

    public static string? Write(StoredParent? parent) => parent is null ? null : JsonSerializer.Serialize(parent, Default.StoredParent);

    public static StoredParent? ReadParent(string? body) => body is null ? null : JsonSerializer.Deserialize(body, Default.StoredParent);

    public static string? Write(IDictionary<string, string>? tags) =>
        tags is null || tags.Count == 0 ? null : JsonSerializer.Serialize(tags, Default.IDictionaryStringString);

    public static IDictionary<string, string> ReadTags(string? body) =>
        body is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize(body, Default.IDictionaryStringString)!;
}
