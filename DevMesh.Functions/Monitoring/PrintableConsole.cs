using System.Globalization;
using DevMesh.Domain.Logs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DevMesh.Functions.Monitoring;

/// <summary>
/// One line for each thing that is logged, with the time in UTC, whatever is in it: what a caller or a stored log made up
/// gets into messages of exceptions, those of the database among them, and must not speak to a terminal or begin a line.
/// </summary>
internal sealed class PrintableConsole() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "printable";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        string time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string text = logEntry.Exception is { } exception ? $"{message} {exception}" : message;
        textWriter.Write($"{time} {ShortName(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] ");
        textWriter.WriteLine(Printable.Of(text.ReplaceLineEndings(" ")));
    }

    private static string ShortName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
