using Microsoft.Extensions.Logging;

namespace DataSharing.Functions.Tests.Durable;

/// <summary>Keeps what is logged, line by line.</summary>
internal sealed class ListLogs : ILoggerFactory
{
    private readonly List<(string Category, string Text)> _lines = [];

    public IEnumerable<string> Of(string category)
    {
        lock (_lines)
            return [.. _lines.Where(line => line.Category == category).Select(line => line.Text)];
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(ListLogs owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (owner._lines)
                owner._lines.Add((category, formatter(state, exception)));
        }
    }
}
