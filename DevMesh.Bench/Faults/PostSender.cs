using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using DevMesh.Domain.Time;

namespace DevMesh.Bench.Faults;

/// <summary>
/// Posts batches one after the other. A patient one sends a batch again until it is acknowledged; a hasty one gives a failed batch
/// up, which then is stored whole or not at all, without a resend to complete it.
/// </summary>
internal sealed class PostSender : ISender
{
    public const int BatchSize = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly DateTime _start = Rfc3339.ToMicroseconds(TimeProvider.System.GetUtcNow().UtcDateTime);
    private readonly HttpClient _http;
    private readonly NumberedLogs _logs;
    private readonly bool _isPatient;
    private readonly Func<string, string> _explain;
    private readonly BitArray _batches = new(100_000);
    private readonly CancellationTokenSource _finish = new();
    private readonly Task _sending;
    private int _sent;
    private int _acknowledged;

    /// <param name="explain">What the app wrote of a request, by its id.</param>
    public PostSender(string node, bool isPatient, NumberedLogs logs, HttpClient http, Func<string, string> explain)
    {
        _explain = explain;
        Node = node;
        _isPatient = isPatient;
        _logs = logs;
        _http = http;
        _sending = SendAsync();
    }

    public string Node { get; }

    public int Sent => Volatile.Read(ref _sent) * BatchSize;

    public int Acknowledged => Volatile.Read(ref _acknowledged) * BatchSize;

    public int Whole => BatchSize;

    /// <summary>Failures that the app answered with something else than 503, by what it said; none is right.</summary>
    public ConcurrentQueue<string> WrongAnswers { get; } = new();

    public bool IsAcknowledged(int number) => _batches[number / BatchSize];

    public async Task FinishAsync(CancellationToken ct)
    {
        await _finish.CancelAsync();
        await _sending.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync(CancellationToken.None);
        _finish.Dispose();
    }

    private async Task SendAsync()
    {
        for (int batch = 0; batch < _batches.Count && !_finish.IsCancellationRequested; batch++)
        {
            Volatile.Write(ref _sent, batch + 1);
            bool isStored;
            while (!(isStored = await PostAsync(batch)) && _isPatient)
            {
                await Task.Delay(AfterFailure);
            }

            if (isStored)
            {
                _batches[batch] = true;
                Interlocked.Increment(ref _acknowledged);
            }

            await Task.Delay(isStored ? Pause : AfterFailure);
        }
    }

    /// <returns>Whether the app says that all of the batch is stored.</returns>
    private async Task<bool> PostAsync(int batch)
    {
        try
        {
            using HttpResponseMessage response = await _http.PostAsJsonAsync("/ingest/logs", new
            {
                node = Node,
                logs = Enumerable.Range(batch * BatchSize, BatchSize).Select(number => new
                {
                    timestamp = Rfc3339.Format(_start.AddMicroseconds(number * 100L)),
                    message = _logs.Message(number),
                    service = "numbered.service",
                    cursor = $"{number}",
                }),
            });
            if (!response.IsSuccessStatusCode)
            {
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
                    string words = problem.TryGetProperty("request_id", out JsonElement id) ? _explain(id.GetString()!) : "";
                    WrongAnswers.Enqueue($"{(int)response.StatusCode} {problem} {words}");
                }

                return false;
            }

            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            return answer.GetProperty("stored").GetInt32() + answer.GetProperty("duplicates").GetInt32() == BatchSize;
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException or SocketException or JsonException or OperationCanceledException)
        {
            return false; // no answer, half an answer, or none in time
        }
    }
}
