using System.Buffers;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;

namespace DevMesh.Bench.Traffic;

/// <summary>
/// Generated traffic as bodies of POST /ingest/logs, in the order of time over the fleet, kept in a file by its parameters:
/// generating it is not what is measured.
/// </summary>
internal static class BatchFile
{
    private const int Seed = 7;

    private static readonly DateTime Start = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The bodies of about <paramref name="logs"/> logs, <paramref name="batch"/> of one node in each.</summary>
    public static IEnumerable<byte[]> Read(long logs, int kinds, int batch, TimeSpan length)
    {
        string path = Path.Combine(BenchServer.DataFolder, $"traffic-{logs}-{kinds}-{batch}-{length.TotalHours}h.bin");
        if (!File.Exists(path))
        {
            Report.Progress($"generating {logs:N0} logs, kept for the next run ...");
            Write(path + ".part", logs, kinds, batch, length);
            File.Move(path + ".part", path);
        }

        using BinaryReader reader = new(File.OpenRead(path));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            yield return reader.ReadBytes(reader.ReadInt32());
        }
    }

    private static void Write(string path, long logs, int kinds, int batch, TimeSpan length)
    {
        var batches = new FleetTraffic(Seed, kinds).Logs(Start, length, logs)
            .GroupAdjacentBy(log => log.Node)
            .SelectMany(node => node.Chunk(batch))
            .Select(chunk => (chunk[0].Timestamp, Body: Body(chunk)))
            .OrderBy(pair => pair.Timestamp);
        using BinaryWriter writer = new(File.Create(path));
        foreach ((_, byte[] body) in batches)
        {
            writer.Write(body.Length);
            writer.Write(body);
        }
    }

    private static byte[] Body(TrafficLog[] logs)
    {
        ArrayBufferWriter<byte> buffer = new(logs.Length * 400);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("node", logs[0].Node);
            writer.WriteStartArray("logs");
            foreach (TrafficLog log in logs)
            {
                writer.WriteStartObject();
                writer.WriteString("timestamp", Rfc3339.Format(log.Timestamp));
                writer.WriteString("level", log.Level.Name());
                writer.WriteString("service", log.Service);
                writer.WriteString("message", log.Message);
                writer.WriteString("cursor", log.Cursor);
                writer.WritePropertyName("fields");
                writer.WriteRawValue(log.Fields);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Runs of elements with the same key, without holding more than one run.</summary>
    private static IEnumerable<IReadOnlyList<T>> GroupAdjacentBy<T>(this IEnumerable<T> items, Func<T, string> key)
    {
        List<T> run = [];
        foreach (T item in items)
        {
            if (run.Count > 0 && key(run[0]) != key(item))
            {
                yield return run;
                run = [];
            }

            run.Add(item);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
