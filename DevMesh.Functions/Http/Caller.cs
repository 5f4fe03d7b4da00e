using System.Net;

namespace DevMesh.Functions.Http;

/// <summary>Who sent a request.</summary>
internal static class Caller
{
    /// <summary>Who is told to have hit the limit of a problem; null when it is about none.</summary>
    public static string? WhoHit(Problem problem, HttpContext context) =>
        problem.Limit is null ? null : problem.Who ?? $"client {AddressOf(context)}";

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        IPAddress { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        IPAddress address => address.ToString(),
    };
}
