using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Shipping;

/// <summary>POST /ingest/logs. Never throws for what a network or a server does: that is an answer too.</summary>
internal sealed class IngestClient(HttpClient http, TimeProvider clock)
{
    private const int LongestReason = 300;

    /// <param name="gzipped">A whole request body, compressed.</param>
    public async Task<IngestAnswer> PostAsync(ReadOnlyMemory<byte> gzipped, CancellationToken ct)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "ingest/logs") { Content = new ReadOnlyMemoryContent(gzipped) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Content.Headers.ContentEncoding.Add("gzip");
            using HttpResponseMessage response = await http.SendAsync(request, ct);
            byte[] body = await response.Content.ReadAsByteArrayAsync(ct);
            return Judge(response, body);
        }
        catch (Exception e) when (Network.HasFailed(e))
        {
            return new IngestAnswer(Verdict.TryLater, $"no answer: {Network.Describe(e)}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new IngestAnswer(Verdict.TryLater, $"no answer within {http.Timeout.TotalSeconds:0.#} s");
        }
    }

    private IngestAnswer Judge(HttpResponseMessage response, byte[] body)
    {
        if (response.IsSuccessStatusCode)
        {
            return ReadReply(body);
        }

        string reason = Printable.Of($"{(int)response.StatusCode} {response.ReasonPhrase}: {Excerpt(body)}".TrimEnd(' ', ':'));
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new IngestAnswer(Verdict.BadEntries, reason),
            HttpStatusCode.RequestEntityTooLarge => new IngestAnswer(Verdict.TooLarge, reason),
            _ => new IngestAnswer(Verdict.TryLater, reason, RetryAfter(response)),
        };
    }

    /// <summary>
    /// A 2xx with a page in it comes from something between here and the server (a proxy, a login page); taking it for an
    /// acknowledgement would lose the batch.
    /// </summary>
    private static IngestAnswer ReadReply(byte[] body)
    {
        try
        {
            IngestReply? reply = body.AsSpan().Trim(" \r\n\t"u8).IsEmpty
                ? null
                : JsonSerializer.Deserialize(body, WireJson.Default.IngestReply);
            return reply?.Rejected?.Contains(null) is true
                ? throw new JsonException("rejected holds null")
                : new IngestAnswer(Verdict.Accepted, Rejected: reply?.Rejected);
        }
        catch (JsonException)
        {
            return new IngestAnswer(
                Verdict.TryLater, $"a 2xx that is no answer of POST /ingest/logs, is there a proxy in between? {Excerpt(body)}");
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        return header?.Delta ?? (header?.Date - clock.GetUtcNow());
    }

    /// <summary>Some of the body for a message, in one line.</summary>
    private static string Excerpt(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestReason)));
        return Printable.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
