using System.Net;
using Microsoft.Net.Http.Headers;

namespace DevMesh.Functions.Access;

/// <summary>
/// Tells requests of this machine's user from those that a web page makes in the user's browser, for an app that is open on
/// loopback: there the browser is as near as the user. A browser always says which name it asked for and, where a request can
/// change something, of which page it comes; other programs need not.
/// </summary>
internal static class ForeignPage
{
    /// <returns>The header that gives the page away, or null.</returns>
    public static string? HeaderOf(HttpRequest request)
    {
        // A name of its own that leads to loopback lets a page read the answers (DNS rebinding).
        if (request.Host.HasValue && !IsThisMachine(request.Host.Host))
        {
            return HeaderNames.Host;
        }

        return request.Headers.Origin.All(IsOfThisMachine) ? null : HeaderNames.Origin;
    }

    private static bool IsOfThisMachine(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && IsThisMachine(page.Host);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
