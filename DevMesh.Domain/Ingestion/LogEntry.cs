using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Ingestion;

/// <summary>An entry of a batch as it was sent, checked and with its defaults filled in.</summary>
/// <param name="Timestamp">UTC, cut to whole microseconds.</param>
/// <param name="Fields">One JSON object as compact text, or null.</param>
public sealed record LogEntry(
    DateTime Timestamp, Level Level, string Service, string Message, string? Cursor, string? Fields);

/// <summary>An entry that was refused alone, while the rest of its batch is stored.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
public sealed record RejectedEntry(int Index, string Reason);

/// <summary>A batch as one node sent it.</summary>
/// <param name="Received">How many entries it held, refused ones included.</param>
public sealed record IngestBatch(
    string Node, int Received, IReadOnlyList<LogEntry> Entries, IReadOnlyList<RejectedEntry> Rejected);

/// <summary>The answer to a batch: <c>received = stored + duplicates + rejected</c>.</summary>
public sealed record IngestResult(
    int Received, int Stored, int Duplicates, IReadOnlyList<RejectedEntry> Rejected, int TemplatesCreated);
