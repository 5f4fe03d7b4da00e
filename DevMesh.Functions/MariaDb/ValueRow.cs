using DevMesh.Domain.Ingestion;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// A row of log_values: when a value was logged. Of a batch all times of a value go into one row, as the newest and how long
/// before it the others were, because it is the number of rows that storing them costs.
/// </summary>
internal sealed record ValueRow(DateTime Segment, uint Key, DateTime Timestamp, byte[] Earlier)
{
    /// <summary>The hours of one segment.</summary>
    public const int SegmentHours = 6;

    private const int BytesPerTime = 5; // six hours of microseconds take 35 bits

    /// <summary>A value that is in more logs of a batch takes another row.</summary>
    private const int MaxEarlier = 200;

    public static DateTime SegmentOf(DateTime time) =>
        time.AddTicks(-(time.Ticks % (SegmentHours * TimeSpan.TicksPerHour)));

    /// <summary>The rows of a batch, in the order of their key.</summary>
    public static IReadOnlyList<ValueRow> Of(IReadOnlyList<NewLog> logs)
    {
        List<(DateTime Segment, uint Key, DateTime Timestamp)> values = new(logs.Count * 2);
        foreach (NewLog log in logs)
        {
            DateTime segment = SegmentOf(log.Entry.Timestamp);
            foreach (uint key in log.ValueKeys)
            {
                values.Add((segment, key, log.Entry.Timestamp));
            }
        }

        return Of(values);
    }

    /// <summary>The same of single values, each with the time of a log that holds it.</summary>
    public static IReadOnlyList<ValueRow> Of(List<(DateTime Segment, uint Key, DateTime Timestamp)> values)
    {
        values.Sort();
        List<ValueRow> rows = [];
        for (int start = 0; start < values.Count;)
        {
            (DateTime segment, uint key, _) = values[start];
            int end = start + 1;
            while (end < values.Count && end - start <= MaxEarlier && values[end].Key == key && values[end].Segment == segment)
            {
                end++;
            }

            rows.Add(Pack(segment, key, values.GetRange(start, end - start)));
            start = end;
        }

        return rows;
    }

    /// <summary>Rows as <see cref="LogSql.AddValues"/> takes them.</summary>
    public static byte[] Json(IReadOnlyList<ValueRow> rows) => JsonRows.Write(rows, rows.Count * 90, static (writer, row) =>
    {
        writer.WriteTime(row.Segment);
        writer.WriteNumberValue(row.Key);
        writer.WriteTime(row.Timestamp);
        writer.WriteStringValue(Convert.ToHexString(row.Earlier));
    });

    /// <summary>All times of the row, newest first.</summary>
    public IEnumerable<DateTime> Times()
    {
        yield return Timestamp;
        for (int i = Earlier.Length - BytesPerTime; i >= 0; i -= BytesPerTime)
        {
            long micros = 0;
            for (int j = 0; j < BytesPerTime; j++)
            {
                micros = (micros << 8) | Earlier[i + j];
            }

            yield return Timestamp.AddTicks(-micros * TimeSpan.TicksPerMicrosecond);
        }
    }

    private static ValueRow Pack(DateTime segment, uint key, List<(DateTime Segment, uint Key, DateTime Timestamp)> oldestFirst)
    {
        DateTime newest = oldestFirst[^1].Timestamp;
        byte[] earlier = new byte[(oldestFirst.Count - 1) * BytesPerTime];
        for (int i = 0; i < oldestFirst.Count - 1; i++)
        {
            long micros = (newest - oldestFirst[i].Timestamp).Ticks / TimeSpan.TicksPerMicrosecond;
            for (int j = BytesPerTime - 1; j >= 0; j--)
            {
                earlier[(i * BytesPerTime) + j] = (byte)micros;
                micros >>= 8;
            }
        }

        return new ValueRow(segment, key, newest, earlier);
    }
}
