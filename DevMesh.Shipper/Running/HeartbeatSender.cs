using System.Net.Http.Headers;
using System.Text.Json;
using DevMesh.Shipper.Shipping;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Running;

/// <summary>Tells the server how the shipper is doing. A heartbeat that fails is not repeated: the next one tells more.</summary>
internal sealed partial class HeartbeatSender(HttpClient http, string node, ILogger log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private bool _failed;

    public async Task SendAsync(ShipperStatus status, CancellationToken ct)
    {
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Timeout);
        string? problem = null;
        try
        {
            ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(status.Heartbeat, StatusJson.Default.Heartbeat));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync($"nodes/{node}/heartbeat", content, limited.Token);
            problem = response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (Exception e) when (Network.HasFailed(e))
        {
            problem = Network.Describe(e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            problem = $"no answer within {Timeout.TotalSeconds} s";
        }

        if (problem is not null && !_failed)
        {
            LogFailed(log, problem);
        }

        _failed = problem is not null;
    }

    [LoggerMessage(20, LogLevel.Warning, "the server did not take the heartbeat; it is told again every half minute: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
