using System.Text.Json;

namespace DevMesh.Tests.Support;

/// <summary>The running app that <c>./devmesh test --against</c> names, in variables of the test process.</summary>
internal static class RunningApp
{
    /// <summary>What the names of all nodes begin with that tests send to a running app.</summary>
    public const string NodePrefix = "devmesh-test-";

    /// <summary>Null when tests have apps of their own.</summary>
    public static Uri? Address { get; } =
        Variable("DEVMESH_TEST_AGAINST") is { } address ? new Uri(address) : null;

    /// <summary>The key of the app, or null.</summary>
    public static string? Key { get; } = Variable("DEVMESH_API_KEY");

    /// <summary>Makes sure that the app is one for tests, before anything is sent to it.</summary>
    /// <exception cref="InvalidOperationException">It does not answer, or its database holds nodes that are not of tests.</exception>
    public static async Task CheckAsync(HttpClient http)
    {
        using HttpResponseMessage response = await AskAsync(http);
        string body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{http.BaseAddress}nodes answers {(int)response.StatusCode}; accepted: an app that answers it, to the key in "
                + "DEVMESH_API_KEY if it asks for one");
        }

        string[] foreign = [.. JsonElement.Parse(body).GetProperty("results").EnumerateArray()
            .Where(HasSent)
            .Select(node => node.GetProperty("node").GetString()!)
            .Where(name => !name.StartsWith(NodePrefix, StringComparison.Ordinal))];
        if (foreign.Length > 0)
        {
            throw new InvalidOperationException(
                $"the database of {http.BaseAddress} holds nodes that are not of tests: {string.Join(", ", foreign.Take(5))}"
                + (foreign.Length > 5 ? $" and {foreign.Length - 5} more" : "")
                + $"; accepted: a database in which the name of every node that ever sent anything begins with {NodePrefix}");
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http)
    {
        try
        {
            return await http.GetAsync("/nodes");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new InvalidOperationException($"{http.BaseAddress} does not answer: {e.Message}", e);
        }
    }

    /// <summary>A node that is only expected has sent nothing.</summary>
    private static bool HasSent(JsonElement node) =>
        node.GetProperty("state").GetString() != "pending" || node.GetProperty("heartbeat").ValueKind != JsonValueKind.Null;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
