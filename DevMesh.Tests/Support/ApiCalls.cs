using System.Net.Http.Json;
using System.Text.Json;

namespace DevMesh.Tests.Support;

/// <summary>Calls of the HTTP API that must succeed.</summary>
internal static class ApiCalls
{
    public static async Task<JsonElement> GetAsync(HttpClient http, string path)
    {
        using HttpResponseMessage response = await http.GetAsync(path);
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {body}");
        return body;
    }

    public static async Task<JsonElement> IngestAsync(HttpClient http, string node, params object[] logs)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync("/ingest/logs", new { node, logs });
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body;
    }
}
