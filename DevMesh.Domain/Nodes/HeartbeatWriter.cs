using System.Text.Json;
using DevMesh.Domain.Time;

namespace DevMesh.Domain.Nodes;

/// <summary>Writes a heartbeat as the wire has it, without reflection.</summary>
public static class HeartbeatWriter
{
    /// <summary>Writes one JSON object; what is unknown is left out.</summary>
    public static void Write(Utf8JsonWriter json, Heartbeat heartbeat)
    {
        json.WriteStartObject();
        json.WriteString("version", heartbeat.Version);
        if (heartbeat.StartedAt is { } started)
        {
            json.WriteString("started_at", Rfc3339.Format(started.UtcDateTime));
        }

        json.WriteNumber("lag_s", Math.Round(heartbeat.LagS, 3));
        if (heartbeat.Cursor is not null)
        {
            json.WriteString("cursor", heartbeat.Cursor);
        }

        json.WriteNumber("sent", heartbeat.Sent);
        json.WriteNumber("retries", heartbeat.Retries);
        json.WriteNumber("dead_letters", heartbeat.DeadLetters);
        json.WriteStartObject("dropped");
        foreach ((string rule, long count) in heartbeat.Dropped)
        {
            json.WriteNumber(rule, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("gaps");
        foreach (JournalGap gap in heartbeat.Gaps)
        {
            json.WriteStartObject();
            json.WriteString("since", Rfc3339.Format(gap.Since.UtcDateTime));
            json.WriteString("until", Rfc3339.Format(gap.Until.UtcDateTime));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (heartbeat.LastError is not null)
        {
            json.WriteString("last_error", heartbeat.LastError);
        }

        json.WriteEndObject();
    }
}
