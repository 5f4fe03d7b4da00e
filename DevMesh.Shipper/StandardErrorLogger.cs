using DevMesh.Domain.Logs;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper;

/// <summary>Logs a line to standard error; under systemd with the priority in front that journald takes from it (sd-daemon(3)).</summary>
internal sealed class StandardErrorLogger(TextWriter output, bool withPriority) : ILogger
{
    private readonly Lock _lock = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string text = formatter(state, exception) + (exception is null ? "" : $": {exception.Message}");
        string priority = !withPriority ? "devmesh-shipper: " : logLevel switch
        {
            LogLevel.Information => "<6>",
            LogLevel.Warning => "<4>",
            _ => "<3>",
        };
        lock (_lock)
        {
            output.WriteLine(priority + Printable.Of(text.ReplaceLineEndings(" ")));
        }
    }
}
