using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Takeover;

/// <summary>A row of the old logs as text; <see cref="LogColumns"/> says what was read.</summary>
/// <param name="Key">0 when the table has none.</param>
/// <param name="Timestamp">See <see cref="OldTimes.Read"/>.</param>
/// <param name="Message">At most <see cref="MostCharacters"/> of it; null when it is none, or bytes.</param>
/// <param name="MessageBytes">The same when the column holds bytes.</param>
/// <param name="MessageLength">All of it, in bytes of UTF-8, or of what the column holds.</param>
/// <param name="Fields">In the order of <see cref="LogColumns.Fields"/>: a string, bytes, or null.</param>
public sealed record OldRow(
    long Key,
    string? Timestamp,
    string? Received,
    string? Node,
    string? Service,
    string? Level,
    string? Message,
    byte[]? MessageBytes,
    long MessageLength,
    string? Template,
    IReadOnlyList<object?> Fields)
{
    /// <summary>More than is kept of a message or of a field, so that what is cut can be told.</summary>
    public const int MostCharacters = IngestLimits.MaxMessageBytes + 1;
}

/// <summary>A log of the old platform as it is stored.</summary>
/// <param name="Key">Of its row.</param>
/// <param name="OldTemplate">The id of its old template; null when it has none.</param>
/// <param name="TemplateId">Of the template that came over.</param>
public sealed record TakenLog(
    long Key,
    string Node,
    DateTime ReceivedAt,
    EventKey EventKey,
    LogEntry Entry,
    EventFlags Flags,
    IReadOnlyList<uint> ValueKeys,
    string? OldTemplate,
    long? TemplateId = null);

/// <summary>A template of the old platform.</summary>
public sealed record OldTemplate(string Id, string Text, string? FirstSeen, string? LastSeen);
