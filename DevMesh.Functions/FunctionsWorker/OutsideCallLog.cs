using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DevMesh.Functions.FunctionsWorker;

/// <summary>
/// Writes to the process's own output what is logged while no function is called: the start, migrations, background work. The
/// Functions host drops such messages of a worker, and takes up what the worker prints: a line of standard output as
/// information; one of standard error as a warning when "warn" is in it, and as an error when "error" is.
/// </summary>
/// <param name="output">Takes lines of information and below.</param>
/// <param name="error">Takes warnings and errors.</param>
internal sealed class OutsideCallLog(TextWriter output, TextWriter error) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>The member of the scope that the worker opens around each call.</summary>
    private const string Invocation = "AzureFunctions_InvocationId";

    private readonly TextWriter _output = output;
    private readonly TextWriter _error = error;
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new CategoryLog(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The writers are the process's.
    }

    private bool IsInCall()
    {
        bool[] found = [false];
        _scopes.ForEachScope(
            static (scope, found) =>
                found[0] |= scope is IEnumerable<KeyValuePair<string, object>> members && members.Any(each => each.Key == Invocation),
            found);
        return found[0];
    }

    private sealed class CategoryLog(OutsideCallLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.IsInCall())
            {
                return;
            }

            string level = logLevel switch
            {
                >= LogLevel.Error => "error",
                LogLevel.Warning => "warn",
                LogLevel.Information => "info",
                _ => "debug",
            };
            string text = string.Create(
                CultureInfo.InvariantCulture, $"{level}: {category}[{eventId.Id}] {formatter(state, exception)} {exception}");

            // The host makes a message of each line.
            (logLevel >= LogLevel.Warning ? log._error : log._output).WriteLine(text.ReplaceLineEndings(" ").TrimEnd());
        }
    }
}
