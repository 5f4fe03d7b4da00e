namespace DevMesh.Domain.Logs;

/// <summary>What is worth knowing about how an event came in. Stored as a set.</summary>
[Flags]
public enum EventFlags
{
    None = 0,

    /// <summary>The sender's clock cannot be right: more than 10 minutes ahead of the receipt, or before the year 2000.</summary>
    Clock = 1,
}

/// <summary>A log event as it is stored and answered.</summary>
/// <param name="Id">Given by the store; unique, not ordered by time.</param>
/// <param name="Timestamp">When the sender says it happened; UTC, whole microseconds.</param>
/// <param name="ReceivedAt">When the server took it in; UTC, whole microseconds.</param>
/// <param name="Service">As sent: the unit with its suffix, else the identifier; empty when there was none.</param>
/// <param name="TemplateId">Null until a template was found for it.</param>
/// <param name="Cursor">The sender's position of the event, opaque; null when it sent none.</param>
/// <param name="Fields">The journal's other fields as one JSON object; null when there were none.</param>
public sealed record LogEvent(
    long Id,
    DateTime Timestamp,
    DateTime ReceivedAt,
    string Node,
    string Service,
    Level Level,
    string Message,
    long? TemplateId,
    string? Cursor,
    string? Fields,
    EventFlags Flags);
