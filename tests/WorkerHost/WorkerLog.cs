using System.Collections.Concurrent;
using DataSharing.WorkerHost.Protocol;

namespace DataSharing.WorkerHost;

/// <summary>A line of the worker's log, as the host hears it.</summary>
/// <param name="Level">Such as <c>Information</c>.</param>
/// <param name="Exception">An exception that the worker attached, with its message; null if none.</param>
public sealed record LogLine(string Level, string Category, string Message, string? Exception)
{
    public override string ToString() => $"{Level} {Category}: {Message}{(Exception is null ? "" : "\n" + Exception)}";
}

/// <summary>What was logged: by workers over the protocol and on their outputs, or by their host. Thread-safe.</summary>
public sealed class WorkerLog
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentQueue<string> _output = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>What they wrote to standard output and standard error.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines that tell of something that went wrong.</summary>
    public IReadOnlyList<LogLine> Errors => [.. _lines.Where(line => line.Level is "Error" or "Critical")];

    /// <summary>Called for each line as it comes; null: nobody listens.</summary>
    public Action<LogLine>? Heard { get; set; }

    public override string ToString() => string.Join('\n', [.. _lines.Select(line => line.ToString()), .. _output]);

    internal void Add(RpcLog log) =>
        Add(
            new LogLine(
                log.Level.ToString(), log.Category, log.Message,
                log.Exception is { } fault ? $"{fault.Message}\n{fault.StackTrace}" : null));

    internal void Add(LogLine line)
    {
        _lines.Enqueue(line);
        Heard?.Invoke(line);
    }

    internal void AddOutput(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
