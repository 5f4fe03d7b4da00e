using System.Net;
using DevMesh.Domain.Access;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.Access;

/// <summary>Holds an ingest key to its node, as soon as a request has told its own.</summary>
public sealed partial class NodeAccess(ILogger<NodeAccess> logger)
{
    /// <returns>Null when the caller may act for the node, else the answer. To be asked before anything is stored.</returns>
    public IResult? Refuse(HttpContext context, string node)
    {
        ArgumentNullException.ThrowIfNull(context);
        Caller caller = Caller.Of(context);
        if (caller.Key is not { } key || key.MayActFor(node))
        {
            return null;
        }

        Log.WrongNode(logger, RequestId.Of(context), caller.Address, key.Name, key.Id, key.Node, node);
        return new ProblemResult(AccessProblems.WrongNode(key, node));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Request {RequestId} from {Address} was refused with 403: "
            + "key {KeyName} ({KeyId}) is for node {KeyNode}, not for {Node}")]
        public static partial void WrongNode(
            ILogger logger, string requestId, IPAddress address, string keyName, string keyId, string? keyNode, string node);
    }
}
