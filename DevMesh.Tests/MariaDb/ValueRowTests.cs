using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Tests.MariaDb;

public sealed class ValueRowTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_times_of_a_value_come_back_newest_first()
    {
        DateTime[] times = [Noon, Noon.AddMicroseconds(1), Noon.AddHours(6).AddMicroseconds(-1)];
        ValueRow row = Assert.Single(ValueRow.Of([.. times.Select(time => Log(time, 7))]));
        Assert.Equal((Noon, 7u), (row.Segment, row.Key));
        Assert.Equal(times.Reverse(), row.Times());
    }

    [Fact]
    public void A_row_holds_one_value_of_one_segment()
    {
        IReadOnlyList<ValueRow> rows = ValueRow.Of([Log(Noon, 8, 7), Log(Noon.AddTicks(-10), 7), Log(Noon.AddSeconds(1), 7)]);
        Assert.Equal(
            [(Noon.AddHours(-6), 7u, 1), (Noon, 7u, 2), (Noon, 8u, 1)],
            rows.Select(row => (row.Segment, row.Key, row.Times().Count())));
    }

    [Fact]
    public void A_value_in_every_log_of_a_large_batch_takes_several_rows_that_hold_every_time()
    {
        DateTime[] times = [.. Enumerable.Range(0, 1000).Select(i => Noon.AddMilliseconds(i))];
        IReadOnlyList<ValueRow> rows = ValueRow.Of([.. times.Select(time => Log(time, 7))]);
        Assert.All(rows, row => Assert.InRange(row.Earlier.Length, 0, 2000)); // as hexadecimal digits it must fit its column
        Assert.Equal(times, rows.SelectMany(row => row.Times()).Order());
    }

    private static NewLog Log(DateTime time, params uint[] keys) => new(
        EventKey.OfCursor("n", $"{time:O}"), new LogEntry(time, Level.Info, "s", "m", null, null), 1, EventFlags.None, keys);
}
