using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Ingestion;

/// <summary>
/// Reads the body of POST /ingest/logs: <c>{"node": "…", "logs": [{…}, …]}</c>. What is wrong with the body as a whole is an
/// exception; a bad entry is refused alone.
/// </summary>
public static class IngestBatchReader
{
    private const int MaxDepth = 64;

    /// <exception cref="InvalidRequestException">The body is not JSON, or has no usable node or list of logs.</exception>
    /// <exception cref="LimitExceededException">The batch has too many entries.</exception>
    public static IngestBatch Read(ReadOnlyMemory<byte> json, IngestLimits limits)
    {
        using JsonDocument document = Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException("body", $"is a JSON {Json.Kind(root)}", """an object {"node": "…", "logs": […]}""");
        }

        string node = ReadNode(root);
        if (Json.Member(root, "logs") is not { ValueKind: JsonValueKind.Array } logs)
        {
            throw new InvalidRequestException("logs", "is missing or not an array", "an array of log entries");
        }

        int count = logs.GetArrayLength();
        if (count > limits.MaxEntries)
        {
            throw new LimitExceededException("INGEST_MAX_ENTRIES", limits.MaxEntries, "entries in a batch");
        }

        List<LogEntry> entries = new(count);
        List<RejectedEntry> rejected = [];
        int index = 0;
        foreach (JsonElement element in logs.EnumerateArray())
        {
            if (LogEntryReader.TryRead(element, limits, out LogEntry? entry, out string? reason))
            {
                entries.Add(entry);
            }
            else
            {
                rejected.Add(new RejectedEntry(index, reason));
            }

            index++;
        }

        return new IngestBatch(node, count, entries, rejected);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException(
                "body",
                $"is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                $"""UTF-8 JSON nested at most {MaxDepth} deep: an object with "node" and "logs" """.TrimEnd());
        }
    }

    private static string ReadNode(JsonElement root)
    {
        if (Json.Member(root, "node") is not { } element || !Json.TryGetText(element, out string? node))
        {
            throw new InvalidRequestException("node", "is missing or not a string", NodeName.Accepted);
        }

        if (!NodeName.IsValid(node))
        {
            throw new InvalidRequestException("node", "is not a node name", NodeName.Accepted);
        }

        return node;
    }
}
