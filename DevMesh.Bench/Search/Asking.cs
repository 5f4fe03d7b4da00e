using System.Diagnostics;

namespace DevMesh.Bench.Search;

/// <summary>Requests sent by some clients at once, each waiting for its answer before the next.</summary>
internal static class Asking
{
    /// <returns>Milliseconds per request, the whole answer read.</returns>
    /// <exception cref="HttpRequestException">A request was not answered with a 2xx.</exception>
    public static async Task<IReadOnlyList<double>> RunAsync(HttpClient http, IReadOnlyList<string> paths, int clients)
    {
        double[] latencies = new double[paths.Count];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < paths.Count; i = Interlocked.Increment(ref next))
            {
                long sent = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await http.GetAsync(paths[i]);
                if (!response.IsSuccessStatusCode)
                {
                    throw new HttpRequestException($"{paths[i]}: {await response.Content.ReadAsStringAsync()}");
                }

                await response.Content.ReadAsByteArrayAsync();
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }));
        return latencies;
    }
}
