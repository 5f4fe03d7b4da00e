using DevMesh.Functions.Monitoring;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;

namespace DevMesh.Functions.Commands;

/// <summary>
/// The app's services for a verb. They are made, and the settings read, when a verb first asks for one, so that a verb
/// that needs neither works without them. Logs go to standard error: standard output is for what the verb answers.
/// </summary>
internal sealed class CommandServices : IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> _provider = new(Build);

    /// <exception cref="SettingsException">Settings are wrong.</exception>
    public T Get<T>()
        where T : notnull => _provider.Value.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        if (_provider.IsValueCreated)
        {
            await _provider.Value.DisposeAsync();
        }
    }

    private static ServiceProvider Build()
    {
        SettingsReading reading = SettingsReader.Read(SettingsReader.AllValues());
        foreach (string warning in reading.Warnings)
        {
            Console.Error.WriteLine(warning);
        }

        return new ServiceCollection()
            .AddLogging(logging => logging
                .SetMinimumLevel(LogLevel.Warning)
                .AddConsole(console =>
                {
                    console.LogToStandardErrorThreshold = LogLevel.Trace;
                    console.FormatterName = PrintableConsole.FormatterName;
                })
                .AddConsoleFormatter<PrintableConsole, ConsoleFormatterOptions>())
            .AddDevMesh(reading.Settings)
            .BuildServiceProvider();
    }
}
