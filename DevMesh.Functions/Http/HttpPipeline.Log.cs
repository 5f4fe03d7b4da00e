namespace DevMesh.Functions.Http;

internal sealed partial class HttpPipeline
{
    private static partial class Log
    {
        /// <summary>Gives every line that is logged during a request its id.</summary>
        public static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("request {RequestId}");

        [LoggerMessage(1, LogLevel.Error, "Request {RequestId}: {Method} {Path} failed with {Status}")]
        public static partial void Failed(
            ILogger logger, string requestId, string method, string path, int status, Exception exception);

        [LoggerMessage(2, LogLevel.Information, "Request {RequestId}: {Method} {Path} was refused with {Status}: {Detail}")]
        public static partial void Refused(
            ILogger logger, string requestId, string method, string path, int status, string detail);

        [LoggerMessage(3, LogLevel.Debug, "Request {RequestId}: {Method} {Path} was given up by its caller")]
        public static partial void Aborted(ILogger logger, string requestId, string method, string path);
    }
}
