namespace DevMesh.Functions.MariaDb;

/// <summary>Logs per template, node and hour as the rows of statements on template_activity, in the order of its key.</summary>
internal static class ActivityRows
{
    public static byte[] Of(IEnumerable<(long TemplateId, string Node, DateTime Timestamp)> logs)
    {
        var counts = logs
            .CountBy(log => (log.TemplateId, log.Node, Hour: StartOfHour(log.Timestamp)))
            .OrderBy(pair => pair.Key.TemplateId).ThenBy(pair => pair.Key.Node, StringComparer.Ordinal).ThenBy(pair => pair.Key.Hour)
            .ToArray();
        return JsonRows.Write(counts, counts.Length * 90, static (writer, pair) =>
        {
            writer.WriteNumberValue(pair.Key.TemplateId);
            writer.WriteStringValue(pair.Key.Node);
            writer.WriteTime(pair.Key.Hour);
            writer.WriteNumberValue(pair.Value);
        });
    }

    private static DateTime StartOfHour(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}
