using System.Net;
using DevMesh.Functions.Access;

namespace DevMesh.Functions.Http;

/// <summary>Who is told to have hit a limit.</summary>
internal static class LimitHit
{
    /// <summary>
    /// The node, where the problem or the key of the request knows one, else the client's address; null for a problem that is
    /// about no limit.
    /// </summary>
    public static string? By(Problem problem, HttpContext context)
    {
        if (problem.Limit is null)
        {
            return null;
        }

        Caller? caller = context.Items[typeof(Caller)] as Caller;
        return problem.Who ?? (
            caller?.Key?.Node is { } node ? $"node {node}" : $"client {caller?.Address ?? AddressOf(context)}");
    }

    /// <summary>For a request that was sent away before its caller was checked.</summary>
    private static IPAddress AddressOf(HttpContext context) =>
        (context.RequestServices?.GetService(typeof(ClientAddress)) as ClientAddress)?.Of(context)
        ?? context.Connection.RemoteIpAddress
        ?? IPAddress.None;
}
