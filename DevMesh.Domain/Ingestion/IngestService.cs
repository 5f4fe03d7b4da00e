using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;
using DevMesh.Domain.Templates;
using DevMesh.Domain.Time;

namespace DevMesh.Domain.Ingestion;

/// <summary>The way of a batch: canonicalize, find or create templates, store. Nothing on it waits for a remote model.</summary>
public sealed class IngestService(
    ICanonicalizer canonicalizer, TemplateCatalog catalog, ITemplateEmbedding embedding, ILogWriter writer, TimeProvider clock)
{
    private static readonly DateTime Year2000 = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Stores what is not there yet. Safe to repeat: the same batch again stores nothing.</summary>
    /// <exception cref="StoreUnavailableException">The batch, or part of what it needs, is not stored; send it again.</exception>
    public async Task<IngestResult> IngestAsync(IngestBatch batch, CancellationToken ct)
    {
        DateTime receivedAt = Rfc3339.ToMicroseconds(clock.GetUtcNow().UtcDateTime);
        Pending pending = Canonicalize(batch);
        ResolvedTemplates templates = await catalog.ResolveAsync(pending.Templates.Values, ct);
        await embedding.OnCreatedAsync(templates.Unembedded, ct);
        catalog.Remember(templates.Ids);
        NewLog[] logs =
        [
            .. pending.Logs.Select(log => new NewLog(
                log.Key, log.Entry, templates.Ids[log.Template], FlagsOf(log.Entry.Timestamp, receivedAt), log.Values)),
        ];
        int stored = logs.Length == 0 ? 0 : await writer.StoreAsync(batch.Node, receivedAt, logs, ct);
        return new IngestResult(
            batch.Received, stored, batch.Entries.Count - stored, batch.Rejected, templates.Created);
    }

    internal static EventFlags FlagsOf(DateTime timestamp, DateTime receivedAt) =>
        timestamp > receivedAt + LogFilter.ClockTolerance || timestamp < Year2000 ? EventFlags.Clock : EventFlags.None;

    /// <summary>Drops entries that stand in the batch twice, and finds the template of each of the others.</summary>
    private Pending Canonicalize(IngestBatch batch)
    {
        HashSet<(DateTime, EventKey)> keys = new(batch.Entries.Count);
        List<(EventKey, LogEntry, CanonHash, uint[])> logs = new(batch.Entries.Count);
        Dictionary<CanonHash, NewTemplate> templates = [];
        MessageValues values = new(canonicalizer);
        foreach (LogEntry entry in batch.Entries)
        {
            EventKey key = entry.Cursor is string cursor
                ? EventKey.OfCursor(batch.Node, cursor)
                : EventKey.OfContent(batch.Node, entry.Timestamp, entry.Service, entry.Level, entry.Message, entry.Fields);
            if (!keys.Add((entry.Timestamp, key)))
            {
                continue;
            }

            (string text, uint[] keysOfValues) = values.Read(entry.Message);
            CanonHash hash = CanonHash.Of(canonicalizer.Version, text);
            logs.Add((key, entry, hash, keysOfValues));
            templates[hash] = templates.TryGetValue(hash, out NewTemplate? template)
                ? Widen(template, entry.Timestamp)
                : new NewTemplate(hash, text, canonicalizer.Version, entry.Timestamp, entry.Timestamp);
        }

        return new Pending(logs, templates);
    }

    private static NewTemplate Widen(NewTemplate template, DateTime timestamp) =>
        timestamp < template.FirstSeen ? template with { FirstSeen = timestamp }
        : timestamp > template.LastSeen ? template with { LastSeen = timestamp }
        : template;

    private sealed record Pending(
        List<(EventKey Key, LogEntry Entry, CanonHash Template, uint[] Values)> Logs, Dictionary<CanonHash, NewTemplate> Templates);
}
