using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DevMesh.Bench.Soak;

/// <summary>Those who send and those who ask. What is due at a time counts from that time, however late it is begun.</summary>
internal sealed class SoakLoad(HttpClient http, LiveBatches batches, HeldRows rows, SoakRecorder recorder)
{
    private const int Senders = 8;

    private static readonly TimeSpan Question = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    /// <summary>Sends as fast as batches are taken, but not while more than so many logs are too many.</summary>
    /// <param name="mostTooMany">What retention may be behind by.</param>
    public Task SendFlatOutAsync(long mostTooMany, CancellationToken ct) => SendersAsync(async () =>
    {
        while (!ct.IsCancellationRequested)
        {
            if (rows.TooMany > mostTooMany)
            {
                await Task.Delay(Look, CancellationToken.None);
                continue;
            }

            await SendAsync(Stopwatch.GetTimestamp());
        }
    });

    /// <summary>Sends batches at a rate, whether or not earlier ones are answered.</summary>
    /// <param name="logsPerSecond">A batch more is due as soon as this makes one.</param>
    public Task SendAtAsync(double logsPerSecond, CancellationToken ct)
    {
        long started = Stopwatch.GetTimestamp();
        double due = 0; // logs, from the start
        Lock next = new();
        return SendersAsync(async () =>
        {
            while (!ct.IsCancellationRequested)
            {
                long at;
                lock (next)
                {
                    at = started + (long)(due / logsPerSecond * Stopwatch.Frequency);
                    due += batches.MeanLogs;
                }

                if (await DueAsync(at, ct))
                {
                    await SendAsync(at);
                }
            }
        });
    }

    /// <summary>Clients that ask one question a second each, spread over the second.</summary>
    public Task AskAsync(IReadOnlyList<string> paths, int clients, CancellationToken ct)
    {
        long started = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            for (int i = 0; !ct.IsCancellationRequested; i++)
            {
                long at = started + (long)((i + ((double)client / clients)) * Question.TotalSeconds * Stopwatch.Frequency);
                if (await DueAsync(at, ct))
                {
                    await GetAsync(paths[((i * clients) + client) % paths.Count], at);
                }
            }
        }));
    }

    private static Task SendersAsync(Func<Task> sender) => Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(sender)));

    /// <returns>False when it is over before the time has come.</returns>
    private static async Task<bool> DueAsync(long at, CancellationToken ct)
    {
        try
        {
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
            await (left > TimeSpan.Zero ? Task.Delay(left, ct) : Task.CompletedTask);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAsync(long due)
    {
        byte[] body = batches.Next(TimeProvider.System.GetUtcNow().UtcDateTime, out int logs);
        try
        {
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync("/ingest/logs", content);
            if (!response.IsSuccessStatusCode)
            {
                recorder.Failed($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                return;
            }

            int stored = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("stored").GetInt32();
            rows.Add(TimeProvider.System.GetUtcNow().UtcDateTime, stored);
            recorder.Ingested(Stopwatch.GetElapsedTime(due).TotalMilliseconds, stored);
            if (stored != logs)
            {
                recorder.Failed($"{stored} of {logs} logs of a batch were stored");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            recorder.Failed(e.Message);
        }
    }

    private async Task GetAsync(string path, long due)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(path);
            byte[] body = await response.Content.ReadAsByteArrayAsync();
            recorder.Asked(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            if (!response.IsSuccessStatusCode)
            {
                recorder.Failed($"{path}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            recorder.Failed($"{path}: {e.Message}");
        }
    }
}
