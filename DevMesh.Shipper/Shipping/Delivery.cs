using DevMesh.Domain.Ingestion;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Brings one batch to the server, whatever that takes. Afterwards every entry of it is stored there or in the dead letters;
/// it only gives up when it is cancelled.
/// </summary>
internal sealed partial class Delivery(
    IngestClient client, RequestBody body, Backoff backoff, DeadLetters deadLetters, Counters counters, StubbornWrites disk,
    LogPace pace, TimeProvider clock, ILogger log)
{
    public async Task DeliverAsync(Batch batch, CancellationToken ct)
    {
        Stack<(int First, int Count)> parts = new();
        parts.Push((0, batch.Count));
        while (parts.TryPop(out (int First, int Count) part))
        {
            if (part.Count == 0)
            {
                continue;
            }

            ReadOnlyMemory<byte> entries = batch.Slice(part.First, part.Count);
            IngestAnswer answer = await PostAsync(entries, ct);
            if (answer.Verdict == Verdict.Accepted)
            {
                counters.AddSent(part.Count - await RefuseAsync(batch, part, answer.Rejected ?? [], ct));
            }
            else if (part.Count > 1)
            {
                int half = part.Count / 2;
                parts.Push((part.First + half, part.Count - half));
                parts.Push((part.First, half));
                if (pace.IsDue())
                {
                    LogHalved(log, part.Count, answer.Reason);
                }
            }
            else if (answer.Verdict == Verdict.TooLarge)
            {
                await SendCutAsync(entries, answer.Reason, ct);
            }
            else
            {
                await PutAsideAsync(entries, answer.Reason, ct);
            }
        }
    }

    /// <summary>An entry that is too large alone loses the second half of its message until it fits.</summary>
    private async Task SendCutAsync(ReadOnlyMemory<byte> entry, string reason, CancellationToken ct)
    {
        ReadOnlyMemory<byte> whole = entry;
        while (EntryCutter.Halve(entry) is { } shorter)
        {
            entry = shorter;
            IngestAnswer answer = await PostAsync(entry, ct);
            reason = answer.Reason;
            if (answer.Verdict == Verdict.Accepted)
            {
                if (answer.Rejected is [RejectedEntry rejected, ..])
                {
                    await PutAsideAsync(whole, rejected.Reason, ct);
                }
                else
                {
                    counters.AddSent(1);
                }

                return;
            }

            if (answer.Verdict == Verdict.BadEntries)
            {
                break;
            }
        }

        await PutAsideAsync(whole, reason, ct);
    }

    /// <summary>Posts until the server decides; every other answer is waited out.</summary>
    private async Task<IngestAnswer> PostAsync(ReadOnlyMemory<byte> entries, CancellationToken ct)
    {
        ReadOnlyMemory<byte> compressed = body.Compress(entries.Span);
        for (int failures = 1; ; failures++)
        {
            IngestAnswer answer = await client.PostAsync(compressed, ct);
            if (answer.Verdict != Verdict.TryLater)
            {
                counters.Answered();
                return answer;
            }

            TimeSpan delay = backoff.Delay(failures, answer.RetryAfter);
            counters.Retried(answer.Reason, clock.GetUtcNow());
            if (pace.IsDue())
            {
                LogRetry(log, answer.Reason, delay.TotalSeconds);
            }

            await Task.Delay(delay, clock, ct);
        }
    }

    /// <returns>How many entries the server refused.</returns>
    private async Task<int> RefuseAsync(
        Batch batch, (int First, int Count) part, IReadOnlyList<RejectedEntry> rejected, CancellationToken ct)
    {
        HashSet<int> refused = [];
        foreach (RejectedEntry each in rejected)
        {
            if (each.Index >= 0 && each.Index < part.Count && refused.Add(each.Index))
            {
                await PutAsideAsync(batch.Slice(part.First + each.Index, 1), each.Reason, ct);
            }
        }

        return refused.Count;
    }

    private Task PutAsideAsync(ReadOnlyMemory<byte> entry, string reason, CancellationToken ct) =>
        disk.DoAsync(() => deadLetters.Add(entry.Span, reason), ct);
}
