namespace DataSharing.WorkerHost;

/// <summary>
/// The worker ended while it was asked something. Durable Functions knows this failure of the platform by the type's name, and
/// does a turn again instead of failing it.
/// </summary>
public sealed class WorkerProcessExitException() : Exception("the worker process ended");

/// <summary>A function failed. The message has the form in which the Functions host passes a worker's failure on.</summary>
internal sealed class FunctionFailedException(string result, string exception, string stack)
    : Exception($"Result: {result}\nException: {exception}\nStack: {stack}");
