using DevMesh.Domain.Takeover;

namespace DevMesh.Tests.Takeover;

public sealed class ColumnMapTests
{
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly HashSet<string> None = [];

    [Fact]
    public void Columns_are_found_by_their_names_and_each_serves_once()
    {
        LogColumns columns = Map("id:int", "Created_At:timestamp", "HOST:varchar", "unit:varchar", "severity:int", "msg:text",
            "pid:int");
        Assert.Equal("Created_At", columns.Timestamp.Name);
        Assert.Null(columns.Received); // it is the timestamp already
        Assert.Equal(
            ("HOST", "unit", "severity", "msg"),
            (columns.Node.Name, columns.Service?.Name, columns.Level?.Name, columns.Message.Name));
        Assert.Equal(["pid"], columns.Fields.Select(column => column.Name));
        Assert.Equal(["id"], columns.Left.Select(column => column.Name));
    }

    [Fact]
    public void A_better_name_comes_before_created_at_which_then_tells_the_receipt()
    {
        LogColumns columns = Map("id:int", "created_at:datetime", "ts:datetime", "node:text", "message:text");
        Assert.Equal(("ts", "created_at"), (columns.Timestamp.Name, columns.Received?.Name));
    }

    [Fact]
    public void Everything_that_is_missing_is_told_at_once_with_what_is_there_and_what_would_be_accepted()
    {
        TakeoverException e = Assert.Throws<TakeoverException>(() => Map("id:int", "wann:datetime", "message:text"));
        Assert.Contains("timestamp: there is no such column; accepted: timestamp, ts, ", e.Message, StringComparison.Ordinal);
        Assert.Contains("node: there is no such column; accepted: node, node_name, host, ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("message: there", e.Message, StringComparison.Ordinal);
        Assert.Contains("it has: id int, wann datetime, message text", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_may_be_named_or_left()
    {
        LogColumns columns = ColumnMap.OfLogs(
            Table("id:int", "ts:datetime", "wann:datetime", "host:text", "message:text", "hash:binary"),
            new Dictionary<string, string> { ["timestamp"] = "WANN" },
            new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "hash" });
        Assert.Equal("wann", columns.Timestamp.Name);
        Assert.Equal(["ts"], columns.Fields.Select(column => column.Name));
        Assert.Equal(["id", "hash"], columns.Left.Select(column => column.Name));
    }

    [Theory]
    [InlineData("node", "nobody", "--column node=nobody: log_events has no such column")]
    [InlineData("timestamp", "embedding", "--column timestamp=embedding: vector cannot be read as timestamp")]
    public void A_column_that_is_named_wrongly_is_refused(string purpose, string name, string reason)
    {
        TakeoverException e = Assert.Throws<TakeoverException>(() => ColumnMap.OfLogs(
            Table("id:int", "ts:datetime", "host:text", "message:text", "embedding:vector"),
            new Dictionary<string, string> { [purpose] = name },
            None));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_need_an_id_and_a_text()
    {
        TemplateColumns columns = ColumnMap.OfTemplates(Table("id:int", "pattern:text", "count:int", "created_at:datetime"));
        Assert.Equal(("pattern", "created_at"), (columns.Text.Name, columns.FirstSeen?.Name));
        Assert.Equal(["count"], columns.Left.Select(column => column.Name));
        TakeoverException e = Assert.Throws<TakeoverException>(() => ColumnMap.OfTemplates(Table("id:int", "count:int")));
        Assert.Contains("text: there is no such column; accepted: canonical_text, ", e.Message, StringComparison.Ordinal);
    }

    private static LogColumns Map(params string[] columns) => ColumnMap.OfLogs(Table(columns), Nothing, None);

    private static OldTable Table(params string[] columns) => new(
        "log_events",
        [.. columns.Select(column => column.Split(':')).Select(pair => new OldColumn(pair[0], pair[1], pair[1] switch
        {
            "int" => OldKind.Number,
            "datetime" => OldKind.LocalTime,
            "timestamp" => OldKind.Instant,
            "binary" => OldKind.Binary,
            "vector" => OldKind.Vector,
            _ => OldKind.Text,
        }))],
        "id",
        0,
        0);
}
