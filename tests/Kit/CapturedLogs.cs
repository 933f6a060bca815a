using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DataSharing.Tests.Kit;

/// <summary>Keeps every log line of every category, for tests that look for what must, or must not, be in one.</summary>
public sealed class CapturedLogs : ILoggerProvider, ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, EventId Id, string Text)> _entries = new();

    public IReadOnlyCollection<(string Category, LogLevel Level, EventId Id, string Text)> Entries => _entries;

    /// <summary>Level and text of each.</summary>
    public IEnumerable<string> Lines => _entries.Select(entry => $"{entry.Level} {entry.Text}");

    /// <summary>The texts of one category.</summary>
    public IEnumerable<string> Of(string category) => _entries.Where(entry => entry.Category == category).Select(entry => entry.Text);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Keep("", logLevel, eventId, formatter(state, exception), exception);

    public void Dispose()
    {
    }

    private void Keep(string category, LogLevel level, EventId id, string text, Exception? exception) =>
        _entries.Enqueue((category, level, id, exception is null ? text : $"{text} {exception}"));

    private sealed class Logger(CapturedLogs owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Keep(category, logLevel, eventId, formatter(state, exception), exception);
    }
}
