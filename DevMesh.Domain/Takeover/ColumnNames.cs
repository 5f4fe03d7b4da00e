namespace DevMesh.Domain.Takeover;

/// <summary>What a column of the old platform may be called for each purpose. The first that is there is taken.</summary>
public static class ColumnNames
{
    public const string Timestamp = "timestamp";
    public const string Received = "received";
    public const string Node = "node";
    public const string Service = "service";
    public const string Level = "level";
    public const string Message = "message";
    public const string Template = "template";
    public const string Vector = "vector";
    public const string Model = "model";
    public const string Id = "id";
    public const string Text = "text";
    public const string FirstSeen = "first_seen";
    public const string LastSeen = "last_seen";

    /// <summary>Of log_events, in the order in which they are looked for: a column serves one purpose.</summary>
    public static readonly IReadOnlyList<(string Purpose, string[] Names)> OfLogs =
    [
        (Timestamp, ["timestamp", "ts", "event_time", "log_time", "logged_at", "time", "datetime", "date", "created_at"]),
        (Received, ["received_at", "ingested_at", "inserted_at", "stored_at", "created_at", "created"]),
        (Node, ["node", "node_name", "host", "hostname", "host_name", "machine", "server", "source_host"]),
        (Service, ["service", "service_name", "unit", "systemd_unit", "program", "syslog_identifier", "source", "app"]),
        (Level, ["level", "severity", "priority", "log_level", "loglevel"]),
        (Message, ["message", "msg", "line", "text", "log", "body", "raw_message", "raw"]),
        (Template, ["template_id", "log_template_id"]),
        (Vector, ["embedding_vector", "embedding", "vector"]),
        (Model, ["embedding_model", "model", "model_name"]),
    ];

    /// <summary>Of log_templates.</summary>
    public static readonly IReadOnlyList<(string Purpose, string[] Names)> OfTemplates =
    [
        (Id, ["id", "template_id"]),
        (Text, ["canonical_text", "template_text", "template", "canonical", "pattern", "text"]),
        (FirstSeen, ["first_seen", "first_seen_at", "created_at", "created"]),
        (LastSeen, ["last_seen", "last_seen_at", "updated_at", "updated"]),
        (Vector, ["embedding_vector", "embedding", "vector"]),
        (Model, ["embedding_model", "model", "model_name"]),
    ];

    /// <summary>Columns of logs that say nothing of their own: how long the vector is.</summary>
    internal static readonly IReadOnlySet<string> OfNoUse = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "embedding_dim", "embedding_dimension", "embedding_dims", "dim", "dimension", "dimensions",
    };
}
