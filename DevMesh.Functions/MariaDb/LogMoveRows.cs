using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <summary>The rows of the statements that give logs another template, each in the order of its keys.</summary>
internal static class LogMoveRows
{
    public static byte[] Moves(IReadOnlyList<LogMove> moves) =>
        JsonRows.Write(
            moves.OrderBy(move => move.Log.Timestamp).ThenBy(move => move.Log.Id), moves.Count * 90, static (writer, move) =>
            {
                writer.WriteTime(move.Log.Timestamp);
                writer.WriteNumberValue(move.Log.Id);
                writer.WriteNumberValue(move.TemplateId);
                writer.WriteNumberValue(move.Log.TemplateId ?? 0); // no template has the id 0
            });

    /// <summary>What the templates before lose: logs per template, node and hour.</summary>
    public static byte[] Taken(IReadOnlyList<LogMove> moves) =>
        ActivityRows.Of(moves.Where(move => move.Log.TemplateId is not null)
            .Select(move => (move.Log.TemplateId!.Value, move.Log.Node, move.Log.Timestamp)));

    /// <summary>What the new templates gain.</summary>
    public static byte[] Given(IReadOnlyList<LogMove> moves) =>
        ActivityRows.Of(moves.Select(move => (move.TemplateId, move.Log.Node, move.Log.Timestamp)));

    public static byte[] Seen(IReadOnlyList<LogMove> moves)
    {
        var seen = moves.GroupBy(move => move.TemplateId, move => move.Log.Timestamp).OrderBy(group => group.Key).ToArray();
        return JsonRows.Write(seen, seen.Length * 80, static (writer, group) =>
        {
            writer.WriteNumberValue(group.Key);
            writer.WriteTime(group.Min());
            writer.WriteTime(group.Max());
        });
    }
}
