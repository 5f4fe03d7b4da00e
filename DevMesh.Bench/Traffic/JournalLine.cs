using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevMesh.Bench.Traffic;

/// <summary>Writes a log as a line of <c>journalctl -o json</c>: one object, every value a string.</summary>
internal static class JournalLine
{
    // Quotes and line ends are escaped, letters of other alphabets are not, as in journalctl's own output.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Of(TrafficLog log)
    {
        ArrayBufferWriter<byte> line = new(512);
        using (Utf8JsonWriter json = new(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("__CURSOR", log.Cursor);
            long micros = (log.Timestamp - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            json.WriteString("__REALTIME_TIMESTAMP", micros.ToString(CultureInfo.InvariantCulture));
            json.WriteString("_BOOT_ID", BootId(log.Cursor));
            json.WriteString("_HOSTNAME", log.Node);
            json.WriteString("_TRANSPORT", log.Transport);
            json.WriteString("PRIORITY", ((int)log.Level).ToString(CultureInfo.InvariantCulture));
            json.WriteString("SYSLOG_IDENTIFIER", log.Identifier);
            if (log.Unit is not null)
            {
                json.WriteString("_SYSTEMD_UNIT", log.Unit);
            }

            if (log.Pid is { } pid)
            {
                json.WriteString("_PID", pid.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteString("MESSAGE", log.Message);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenMemory;
    }

    private static string BootId(string cursor) => cursor.Split(";b=")[1][..32];
}
