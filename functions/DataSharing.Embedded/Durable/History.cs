using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace DataSharing.Embedded.Durable;

/// <summary>What can reach an instance.</summary>
internal enum MessageKind
{
    TaskCompleted = 1,
    TaskFailed = 2,
    TimerFired = 3,
    EventRaised = 4,
    Terminate = 5,
    Suspend = 6,
    Resume = 7,

    /// <summary>Only in memory: look whether the instance is due to start.</summary>
    Wake = 8,

    /// <summary>Only in memory: the orchestrator went on outside the engine.</summary>
    ForeignAwait = 9,
}

/// <summary>What an orchestrator can ask for; numbers are on disk.</summary>
internal enum StepKind
{
    Activity = 1,
    Timer = 2,
    SubOrchestration = 3,
    SendEvent = 4,
    CancelTimer = 5,
}

/// <summary>One thing that reached an instance. <see cref="Seq"/> is its inbox row; 0: it was only in memory.</summary>
internal sealed record Message(
    [property: JsonPropertyName("k")] MessageKind Kind,
    [property: JsonPropertyName("i")] int Id = 0,
    [property: JsonPropertyName("n")] string? Name = null,
    [property: JsonPropertyName("d")] string? Data = null,
    [property: JsonPropertyName("f")] Failure? Failure = null,
    [property: JsonPropertyName("g")] long Generation = 0,
    [property: JsonPropertyName("r")] bool Recursive = false,
    [property: JsonPropertyName("s")] long Seq = 0)
{
    public static readonly Message Wake = new(MessageKind.Wake);

    /// <summary>Whether it answers a step of one generation, and means nothing to the next.</summary>
    [JsonIgnore]
    public bool BelongsToGeneration => Kind <= MessageKind.TimerFired || Kind == MessageKind.ForeignAwait;
}

/// <summary>One thing an orchestrator asked for.</summary>
/// <param name="Kind">What.</param>
/// <param name="Id">Its number in the instance, counting from 0; for a cancelled timer, the timer's.</param>
/// <param name="Name">Activity, orchestrator or event.</param>
/// <param name="Data">Input or payload.</param>
/// <param name="Target">Instance id of the child, or of the event's receiver.</param>
/// <param name="FireAt">For a timer: ticks, UTC.</param>
internal sealed record Step(
    [property: JsonPropertyName("k")] StepKind Kind,
    [property: JsonPropertyName("i")] int Id,
    [property: JsonPropertyName("n")] string? Name = null,
    [property: JsonPropertyName("d")] string? Data = null,
    [property: JsonPropertyName("t")] string? Target = null,
    [property: JsonPropertyName("a")] long FireAt = 0)
{
    /// <summary>For people: what step this is.</summary>
    public string Describe() => Kind switch
    {
        StepKind.Activity => $"activity '{Name}' (#{Id})",
        StepKind.Timer => $"timer (#{Id})",
        StepKind.SubOrchestration => $"sub-orchestration '{Name}' (#{Id})",
        StepKind.SendEvent => $"event '{Name}' sent (#{Id})",
        _ => $"cancelled timer (#{Id})",
    };

    /// <summary>The same step as far as replay must repeat it; inputs may be written differently.</summary>
    public bool Repeats(Step other) =>
        Kind == other.Kind && Id == other.Id && Target == other.Target
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One turn of an orchestrator: at what time (ticks, UTC), what had reached it, what it then asked for.</summary>
internal sealed record HistoryTurn(
    [property: JsonPropertyName("a")] long At,
    [property: JsonPropertyName("m")] IReadOnlyList<Message> Messages,
    [property: JsonPropertyName("s")] IReadOnlyList<Step> Steps);

/// <summary>A failure as the engine keeps it: without stack trace, with the message the options allow.</summary>
internal sealed record Failure(
    [property: JsonPropertyName("t")] string Type,
    [property: JsonPropertyName("m")] string Message,
    [property: JsonPropertyName("i")] Failure? Inner = null)
{
    /// <summary>A failure that the engine itself found; its text holds names and ids only.</summary>
    public static Failure Of(string message) => new(typeof(InvalidOperationException).FullName!, message);

    public static Failure Of(Exception exception, Func<Exception, string> message) => exception is TaskFailedException task
        ? new(typeof(TaskFailedException).FullName!, task.Message, Of(task.FailureDetails))
        : new(
            exception.GetType().FullName!,
            message(exception),
            exception.InnerException is { } inner ? Of(inner, message) : null);

    public TaskFailureDetails ToDetails() => new(Type, Message, null, Inner?.ToDetails(), null);

    private static Failure Of(TaskFailureDetails details) =>
        new(details.ErrorType, details.ErrorMessage, details.InnerFailure is { } inner ? Of(inner) : null);
}

/// <summary>How history, messages and failures are written: short names, defaults left out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HistoryTurn))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    public static string Write(HistoryTurn turn) => JsonSerializer.Serialize(turn, Default.HistoryTurn);

    public static string Write(Message message) => JsonSerializer.Serialize(message, Default.Message);

    public static string? Write(Failure? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, Default.Failure);

    public static HistoryTurn ReadTurn(string body) => JsonSerializer.Deserialize(body, Default.HistoryTurn)!;

    public static Message ReadMessage(string body, long seq) =>
        JsonSerializer.Deserialize(body, Default.Message)! with { Seq = seq };

    public static Failure? ReadFailure(string? body) =>
        body is null ? null : JsonSerializer.Deserialize(body, Default.Failure);

    public static string? Write(IReadOnlyDictionary<string, string>? tags) => tags is null || tags.Count == 0
        ? null
        : JsonSerializer.Serialize(new Dictionary<string, string>(tags), Default.DictionaryStringString);

    public static IReadOnlyDictionary<string, string> ReadTags(string? body) =>
        body is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize(body, Default.DictionaryStringString)!;
}
