namespace DevMesh.Functions.SelfHost;

internal sealed partial class TimerService
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Timer {Function} ran for {Milliseconds} ms")]
        public static partial void Ran(ILogger logger, string function, double milliseconds);

        [LoggerMessage(2, LogLevel.Error, "Timer {Function} failed; its next run comes as scheduled")]
        public static partial void Failed(ILogger logger, string function, Exception exception);
    }
}
