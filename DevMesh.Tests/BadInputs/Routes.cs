using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>Routes that there are not, and methods that a route does not have.</summary>
internal static class Routes
{
    public static IReadOnlyList<BadInput> All { get; } =
    [
        Unknown("the root", "GET", "/"),
        Unknown("a route of another server", "GET", "/api/v1/push"),
        Unknown("a route with two slashes", "GET", "//logs"),
        Unknown("a route below a log", "GET", "/logs/1/context/2"),
        Unknown("a route of a search for nothing", "GET", "/search"),
        Unknown("a route of ingest without an end", "POST", "/ingest"),
        Unknown("a route of a node alone", "GET", "/nodes/gpu-node"),
        Unknown("a heartbeat without a node", "POST", "/nodes//heartbeat"),
        Unknown("a file of the system", "GET", "/../../etc/passwd", "/etc/passwd"),
        Unknown("a file of the system, encoded", "GET", "/%2e%2e%2f%2e%2e%2fetc/passwd", "/..%2f..%2fetc/passwd"),
        Unknown("a page for people", "GET", "/index.html"),
        Unknown("a route with markup", "GET", "/%3Cscript%3Ealert(1)%3C/script%3E"),
        Unknown("a route with an escape of the terminal", "GET", "/%1b%5D8;;http:%2f%2fx", "/%1B%5D8;;http:%2f%2fx"),
        Wrong("logs that are posted", "POST", "/logs", "GET"),
        Wrong("logs that are deleted", "DELETE", "/logs", "GET"),
        Wrong("a log that is deleted", "DELETE", "/logs/1", "GET"),
        Wrong("a log that is changed", "PATCH", "/logs/1", "GET"),
        Wrong("ingest that is asked for", "GET", "/ingest/logs", "POST"),
        Wrong("ingest that is put", "PUT", "/ingest/logs", "POST"),
        Wrong("a heartbeat that is asked for", "GET", "/nodes/n/heartbeat", "POST"),
        Wrong("nodes that are posted", "POST", "/nodes", "GET"),
        Wrong("a search that is posted", "POST", "/search/logs", "GET"),
        Wrong("templates that are put", "PUT", "/templates", "GET"),
        Wrong("a method that nobody knows", "BREW", "/stats", "GET"),
    ];

    private static BadInput Unknown(string mistake, string method, string target, string? shown = null) =>
        new(mistake, Request.Send(method, target), 404, "unknown-route", $"There is no route {method} {shown ?? target}.")
        {
            OwnApp = OwnApp.SelfHost,
        };

    private static BadInput Wrong(string mistake, string method, string target, string accepted) => new(
        mistake, Request.Send(method, target), 405, "method-not-allowed",
            $"{target} does not answer {method}; accepted: {accepted}")
        {
            OwnApp = OwnApp.SelfHost,
        };
}
