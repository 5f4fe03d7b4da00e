using System.Net;

namespace DevMesh.Functions.Access;

internal sealed partial class AccessGate
{
    /// <summary>Of a key the id at the most, and of a header what is wrong with it, never what it holds.</summary>
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Request {RequestId} from {Address} was refused with 401: its Authorization {Problem}")]
        public static partial void NoKey(ILogger logger, string requestId, IPAddress address, string problem);

        [LoggerMessage(2, LogLevel.Warning,
            "Request {RequestId} from {Address} was refused with 401: its key {KeyId} is not known, wrong or over")]
        public static partial void WrongKey(ILogger logger, string requestId, string keyId, IPAddress address);

        [LoggerMessage(3, LogLevel.Warning,
            "Request {RequestId} from {Address} was refused with 403: "
            + "key {KeyName} ({KeyId}) has scope {Scope}, {Function} needs {Needed}")]
        public static partial void WrongScope(
            ILogger logger, string requestId, string keyName, string keyId, IPAddress address, string scope, string function,
            string needed);

        [LoggerMessage(4, LogLevel.Warning,
            "{Address} failed {Count} times within {Window}: until that is over, "
            + "its requests without a right key get 429 and are not logged")]
        public static partial void LimitReached(ILogger logger, string address, int count, TimeSpan window);

        [LoggerMessage(5, LogLevel.Warning,
            "Request {RequestId} from {Address} was refused with 403: its {Header} is not of this machine, as that of a web page")]
        public static partial void ForeignPage(ILogger logger, string requestId, IPAddress address, string header);
    }
}
