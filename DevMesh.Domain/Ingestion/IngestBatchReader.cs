using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Ingestion;

/// <summary>
/// Reads the body of POST /ingest/logs: <c>{"node": "…", "logs": [{…}, …]}</c>. What is wrong with the body as a whole is an
/// exception; a bad entry is refused alone. The body is walked once without keeping anything of it, and then taken apart
/// entry by entry, so that memory is needed for what one entry may hold and not for what a body can be made of.
/// </summary>
public static class IngestBatchReader
{
    /// <exception cref="InvalidRequestException">The body is not JSON, or has no usable node or list of logs.</exception>
    /// <exception cref="LimitExceededException">The batch has too many entries.</exception>
    public static IngestBatch Read(ReadOnlyMemory<byte> json, IngestLimits limits)
    {
        Envelope envelope = Walk(json.Span, limits);
        string node = envelope.Node is { } sent
            ? sent
            : throw new InvalidRequestException("node", "is missing or not a string", NodeName.Accepted);
        if (!NodeName.IsValid(node))
        {
            throw new InvalidRequestException("node", "is not a node name", NodeName.Accepted);
        }

        if (!envelope.HasLogs)
        {
            throw new InvalidRequestException("logs", "is missing or not an array", "an array of log entries");
        }

        if (envelope.Count > limits.MaxEntries)
        {
            throw new LimitExceededException("INGEST_MAX_ENTRIES", limits.MaxEntries, "entries in a batch") { Node = node };
        }

        List<LogEntry> entries = new(envelope.Count);
        List<RejectedEntry> rejected = [];
        for (int index = 0; index < envelope.Count; index++)
        {
            if (LogEntryReader.TryRead(json[envelope.Entries[index]], limits, out LogEntry? entry, out string? reason))
            {
                entries.Add(entry);
            }
            else
            {
                rejected.Add(new RejectedEntry(index, reason));
            }
        }

        return new IngestBatch(node, envelope.Count, entries, rejected);
    }

    /// <summary>Checks that the body is JSON from end to end, and notes where its entries stand.</summary>
    private static Envelope Walk(ReadOnlySpan<byte> json, IngestLimits limits)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
            reader.Read();
            JsonTokenType root = reader.TokenType;
            Envelope envelope = default;
            if (root == JsonTokenType.StartObject)
            {
                envelope = WalkMembers(ref reader, limits.MaxEntries);
            }
            else
            {
                reader.Skip();
            }

            // A second value after the first is no JSON.
            while (reader.Read())
            {
            }

            return root == JsonTokenType.StartObject
                ? envelope
                : throw new InvalidRequestException("body", $"is a JSON {Json.Kind(root)}",
                    """an object {"node": "…", "logs": […]}""");
        }
        catch (JsonException e)
        {
            throw IsTooDeep(json, limits.MaxDepth, e)
                ? new InvalidRequestException("body", $"is nested more than {limits.MaxDepth} deep",
                    $"at most {limits.MaxDepth} levels")
                {
                    Limit = "INGEST_MAX_DEPTH",
                    Maximum = limits.MaxDepth,
                }
                : new InvalidRequestException(
                    "body",
                    $"is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                    """UTF-8 JSON: an object with "node" and "logs" """.TrimEnd());
        }
    }

    /// <summary>Of a member that is named twice the last counts.</summary>
    private static Envelope WalkMembers(ref Utf8JsonReader reader, int maxEntries)
    {
        Envelope envelope = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = Json.Text(ref reader) ?? throw new InvalidRequestException("body", Json.BadName, "names in Unicode");
            reader.Read();
            if (name == "node")
            {
                envelope.Node = reader.TokenType == JsonTokenType.String ? Json.Text(ref reader) : null;
                reader.Skip();
            }
            else if (name == "logs" && reader.TokenType == JsonTokenType.StartArray)
            {
                envelope.HasLogs = true;
                envelope.Entries = Entries(ref reader, maxEntries, out envelope.Count);
            }
            else
            {
                envelope.HasLogs &= name != "logs";
                reader.Skip();
            }
        }

        return envelope;
    }

    /// <summary>Where the entries stand, as far as there may be any; all are counted.</summary>
    private static List<Range> Entries(ref Utf8JsonReader reader, int most, out int count)
    {
        List<Range> entries = [];
        count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (++count <= most)
            {
                entries.Add(start..(int)reader.BytesConsumed);
            }
        }

        return entries;
    }

    /// <summary>Whether the only thing wrong there is the depth: with one level more the reader gets further.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> json, int maxDepth, JsonException found)
    {
        Utf8JsonReader deeper = new(json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (deeper.Read())
            {
                if (deeper.CurrentDepth >= maxDepth && deeper.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    return true;
                }
            }
        }
        catch (JsonException e)
        {
            return (e.LineNumber, e.BytePositionInLine) != (found.LineNumber, found.BytePositionInLine);
        }

        return false;
    }

    private struct Envelope
    {
        public string? Node;
        public bool HasLogs;
        public List<Range> Entries;
        public int Count;
    }
}
