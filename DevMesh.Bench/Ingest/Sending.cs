using System.Diagnostics;
using System.Net.Http.Headers;

namespace DevMesh.Bench.Ingest;

/// <summary>Batches sent by several senders at once, each waiting for its answer before it sends the next.</summary>
/// <param name="Latencies">Milliseconds per batch.</param>
internal sealed record Sending(TimeSpan Elapsed, IReadOnlyList<double> Latencies)
{
    /// <exception cref="HttpRequestException">A batch was not taken.</exception>
    public static async Task<Sending> RunAsync(HttpClient http, IReadOnlyList<byte[]> bodies, int senders)
    {
        double[] latencies = new double[bodies.Count];
        int next = -1;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < bodies.Count; i = Interlocked.Increment(ref next))
            {
                long sent = Stopwatch.GetTimestamp();
                using ByteArrayContent content = new(bodies[i]);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using HttpResponseMessage response = await http.PostAsync("/ingest/logs", content);
                response.EnsureSuccessStatusCode();
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }));
        return new Sending(Stopwatch.GetElapsedTime(started), latencies);
    }
}
