using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Support;

internal sealed record LogLine(string Category, LogLevel Level, string Message, Exception? Exception);

/// <summary>Keeps what is logged, for tests that ask what a reader of the log would see.</summary>
internal sealed class LogLines
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> All => [.. _lines];

    public void Clear() => _lines.Clear();

    public IEnumerable<LogLine> Of<T>() => _lines.Where(each => string.Equals(each.Category, typeof(T).FullName, StringComparison.Ordinal));

    public ILogger<T> Logger<T>() => new Keeper<T>(typeof(T).FullName!, _lines);

    public ILoggerProvider Provider() => new KeeperProvider(_lines);

    private sealed class KeeperProvider(ConcurrentQueue<LogLine> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Keeper<object>(categoryName, lines);

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class Keeper<T>(string category, ConcurrentQueue<LogLine> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception));
    }
}
