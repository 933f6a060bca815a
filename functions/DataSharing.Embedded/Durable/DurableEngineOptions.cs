using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace DataSharing.Embedded.Durable;

/// <summary>What can be set on the embedded engine.</summary>
public sealed record DurableEngineOptions
{
    private static readonly Func<Exception, string> OwnMessage = exception => exception.Message;

    /// <summary>
    /// Waiting orchestrators kept in memory, so that their next step needs no replay; the longest idle one goes first.
    /// 0: each step replays the history, which is what tests use to exercise replay. Default 1,000.
    /// </summary>
    public int CachedInstances { get; init; } = 1_000;

    /// <summary>Activities that run at the same time. Default 64.</summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>
    /// The text of an exception as it goes into the history, to the caller of the activity and into the instance's
    /// failure details; the exception's type is kept beside it. Default: the exception's message. History is kept for
    /// weeks in plain text, so a product whose messages may hold personal data must set this to something that cannot,
    /// such as the type's name or an error code.
    /// </summary>
    public Func<Exception, string> FailureMessage { get; init; } = OwnMessage;

    /// <summary>Whether exceptions are to be kept without their own messages.</summary>
    internal bool IsQuiet => FailureMessage != OwnMessage;

    /// <summary>How long a stop waits for running activities before it cancels their token. Default 10 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause before a step whose commit failed (disk full, say) is tried again. Default 1 second.</summary>
    public TimeSpan CommitRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>System.Text.Json, property names as declared, no fields: what the Functions worker does.</summary>
    internal static DataConverter Converter { get; } = new JsonDataConverter(new JsonSerializerOptions());
}

/// <summary>One call of an activity.</summary>
/// <param name="InstanceId">The instance that called it.</param>
/// <param name="Name">The name it was called by.</param>
/// <param name="SerializedInput">The input as JSON; null: none.</param>
public sealed record ActivityInvocation(string InstanceId, string Name, string? SerializedInput)
{
    /// <summary>The input read as <paramref name="type"/>; null if there is none.</summary>
    public object? GetInput(Type type) =>
        SerializedInput is null ? null : DurableEngineOptions.Converter.Deserialize(SerializedInput, type);
}
