using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <summary>A row of log_events as Dapper fills it; see <see cref="LogQuery.Columns"/>.</summary>
internal sealed class LogRow
{
    public ulong Id { get; set; }

    public DateTime Timestamp { get; set; }

    public DateTime Received_at { get; set; }

    public string Node { get; set; } = "";

    public string Service { get; set; } = "";

    public int Level { get; set; }

    public string Message { get; set; } = "";

    public ulong? Template_id { get; set; }

    public string? Cursor { get; set; }

    public string? Fields { get; set; }

    public int Flags { get; set; }

    public LogEvent ToLogEvent() => new(
        (long)Id,
        DateTime.SpecifyKind(Timestamp, DateTimeKind.Utc),
        DateTime.SpecifyKind(Received_at, DateTimeKind.Utc),
        Node,
        Service,
        (Level)(Level - 1), // an ENUM counts from 1
        Message,
        (long?)Template_id,
        Cursor,
        Fields,
        (EventFlags)Flags);
}
