using System.Net.Http.Json;
using System.Text.Json;

namespace DevMesh.Bench.Search;

/// <summary>How much GET /stats says is stored.</summary>
internal sealed record Stored(long Logs, long Templates)
{
    public static async Task<Stored> CountAsync(HttpClient http)
    {
        JsonElement stats = await http.GetFromJsonAsync<JsonElement>("/stats");
        return new Stored(
            stats.GetProperty("logs").GetProperty("count").GetInt64(), stats.GetProperty("templates").GetProperty("count").GetInt64());
    }
}
