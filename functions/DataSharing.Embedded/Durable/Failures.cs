using DurableTask.Core;
using Microsoft.DurableTask;
using CoreTaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace DataSharing.Embedded.Durable;

/// <summary>Exceptions as histories keep them: without stack trace, with the message the options allow.</summary>
internal static class Failures
{
    // Deeper causes say nothing more, and a history has to hold them.
    private const int Depth = 16;

    public static FailureDetails Of(Exception exception, Func<Exception, string> message, int depth = Depth) =>
        exception is TaskFailedException task
        ? new(typeof(TaskFailedException).FullName!, task.Message, null, ToCore(task.FailureDetails, depth - 1), false)
        : new(
            exception.GetType().FullName!,
            message(exception),
            null,
            depth > 1 && exception.InnerException is { } inner ? Of(inner, message, depth - 1) : null,
            false);

    /// <summary>What makes DurableTask keep just these details of an orchestrator's failure.</summary>
    public static CoreTaskFailedException Rethrown(Exception exception, Func<Exception, string> message)
    {
        FailureDetails details = Of(exception, message);
        return new CoreTaskFailedException(details.ErrorMessage, null) { FailureDetails = details };
    }

    public static TaskFailureDetails? ToTask(FailureDetails? details) => details is null
        ? null
        : new(details.ErrorType, details.ErrorMessage, null, ToTask(details.InnerFailure), null);

    private static FailureDetails? ToCore(TaskFailureDetails? details, int depth) => details is null || depth < 1
        ? null
        : new(details.ErrorType, details.ErrorMessage, null, ToCore(details.InnerFailure, depth - 1), false);
}
