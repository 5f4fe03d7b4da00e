using System.Net.Http.Json;
using System.Text.Json;

namespace DevMesh.Tests.Outages;

/// <summary>What tests of trouble ask and expect of the app.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient http, string node, int first, int count, string message = "step {0} of the walk is done") =>
        http.PostAsJsonAsync("/ingest/logs", new
        {
            node,
            logs = Enumerable.Range(first, count).Select(i => new
            {
                timestamp = new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc).AddSeconds(i).ToString("O"),
                message = string.Format(System.Globalization.CultureInfo.InvariantCulture, message, i),
                service = "walk.service",
                cursor = $"c{i}",
            }),
        });

    /// <summary>The problem that an answer is; it must have the status, and a Retry-After where one is due.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, string type)
    {
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, "urn:devmesh:error:" + type), ((int)response.StatusCode, problem.GetProperty("type").GetString()));
        Assert.Equal(status is 429 or 503, response.Headers.RetryAfter is not null);
        return problem;
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
