using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;
using DevMesh.Tests.Takeover;

namespace DevMesh.Tests.Commands;

/// <summary>The verb as a process: what an operator reads before, on the way and after.</summary>
public sealed class TakeoverCommandTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_changes_nothing()
    {
        await OldPlatform.CreateAsync(scratch, 24, "embedding_vector VECTOR(3) NULL,");
        await OldPlatform.CreateTemplatesAsync(scratch);
        await scratch.ExecuteAsync("UPDATE log_events SET host = 'node 7' WHERE id = 7");
        await scratch.ExecuteAsync("UPDATE log_events SET severity = 99, template_id = 77 WHERE id = 3");
        await scratch.ExecuteAsync("UPDATE log_events SET embedding_vector = VEC_FromText('[1,2,3]') WHERE id < 5");
        string before = await StateAsync();

        (int code, string output, _) = await RunAsync("takeover", "--dry-run", "--time-zone", "Europe/Berlin");

        Assert.Equal(0, code);
        Assert.Equal(before, await StateAsync());
        string[] lines = [.. output.Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.StartsWith("log_events: 24 rows, about ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(", read by id", lines[0], StringComparison.Ordinal);
        Assert.Contains("timestamp <- timestamp datetime(6), taken as Europe/Berlin; --time-zone says otherwise", lines);
        Assert.Contains("received_at <- created_at timestamp", lines);
        Assert.Contains("fields <- facility", lines);
        Assert.Contains("only in the old table: id", lines);
        Assert.Contains("only in the old table: canon_hash, count", lines);
        Assert.Contains(
            "vectors of logs: 4 of a model that no column names, 3 numbers: left out, "
            + "no column says which model made them; --embedding-model can",
            lines);
        Assert.Contains("node-6 3", lines);
        Assert.Contains("node-7 3 was 'node 7' and 'node-7'", lines);
        Assert.Contains("total 24", lines);
        Assert.Contains("1 rows have a level that cannot be read and become info, with the old one in fields: '99' 1", lines);
        Assert.Contains("1 rows name a template that log_templates does not have: they get one like the others", lines);
        Assert.Contains(
            "./devmesh takeover renames log_events to py_log_events, log_templates to py_log_templates and then copies.", lines);
        Assert.Equal("Nothing was changed.", lines[^2]);
    }

    [Fact]
    public async Task A_run_tells_each_node_and_the_old_tables_are_dropped_by_hand()
    {
        await OldPlatform.CreateAsync(scratch, 24);
        (int code, _, string error) = await RunAsync("migrate");
        Assert.Equal((1, true), (code, error.Contains("./devmesh takeover takes them over", StringComparison.Ordinal)));

        (code, string output, error) = await RunAsync("takeover");
        Assert.Equal(0, code);
        Assert.StartsWith("takeover: 24 logs and 0 templates taken over; 24 logs looked at, 24 given a template, ", output,
            StringComparison.Ordinal);
        Assert.Matches("\nnode-0 +3 +3\n", output);
        Assert.Matches("\ntotal +24 +24\n", output);
        Assert.EndsWith("Every row of py_log_events is taken over.\n", output, StringComparison.Ordinal);
        Assert.StartsWith("takeover [", error, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("takeover", "drop");
        Assert.Equal((0, "Removed py_log_events.\n"), (code, output));
        (code, _, error) = await RunAsync("takeover");
        Assert.Equal(1, code);
        Assert.StartsWith("there is nothing to take over", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_SIGKILLs_nothing_is_missing_and_nothing_is_there_twice()
    {
        const int rows = 30_000; // so many that a kill comes before the end, however late it is noticed that it has begun
        await OldPlatform.CreateAsync(scratch, rows);
        await OldPlatform.CreateTemplatesAsync(scratch);
        for (int kill = 1; kill <= 2; kill++)
        {
            long before = await TakenAsync();
            await Verb.KillWhenAsync(async () => await TakenAsync() > before, scratch.ConnectionString, ["takeover"]);
            Assert.InRange(await TakenAsync(), before + 1, rows - 1);
            Assert.True(await new StoredLogs(scratch).CountsAgreeAsync());
        }

        int code = 1;
        string output = "";
        for (int attempt = 0; code != 0 && attempt < 10; attempt++)
        {
            // The server may not yet have given up the lock of the killed one.
            (code, output, _) = await Verb.RunAsync(scratch.ConnectionString, ["takeover"], ("BACKFILL_TEMPLATES_DELAY", "0s"));
        }

        Assert.EndsWith("Every row of py_log_events is taken over.\n", output, StringComparison.Ordinal);
        Assert.Equal(rows, await scratch.ScalarAsync<long>("SELECT COUNT(DISTINCT `cursor`) FROM log_events"));
        Assert.Equal(rows, await TakenAsync());
        Assert.True(await new StoredLogs(scratch).CountsAgreeAsync());
    }

    [Theory]
    [InlineData("--time-zone", "Mars", "--time-zone: 'Mars' is not known here; accepted: a name of the tz database")]
    [InlineData("--column", "node",
        "--column: 'node' is not accepted; accepted: PURPOSE=COLUMN, each purpose once, of timestamp, ")]
    [InlineData("--column", "colour=x", "--column: 'colour=x' is not accepted")]
    public async Task A_wrong_option_says_what_is_accepted(string option, string value, string reason)
    {
        (int code, _, string error) = await RunAsync("takeover", option, value);
        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Verb.RunAsync(scratch.ConnectionString, args);

    /// <summary>How many rows are taken over; none while the tables are not there yet.</summary>
    private async Task<long> TakenAsync()
    {
        bool isThere = await scratch.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = 'log_events' AND column_name = 'event_key'
            """) > 0;
        return isThere ? await scratch.ScalarAsync<long>("SELECT COUNT(*) FROM log_events") : 0;
    }

    private Task<string> StateAsync() => scratch.ScalarAsync<string>(
        """
        SELECT CONCAT(
            (SELECT GROUP_CONCAT(table_name, '.', column_name, ' ', column_type ORDER BY table_name, ordinal_position)
             FROM information_schema.columns WHERE table_schema = DATABASE()),
            (SELECT GROUP_CONCAT(CONCAT_WS('|', id, timestamp, host, severity, MD5(message), template_id) ORDER BY id)
             FROM log_events),
            (SELECT GROUP_CONCAT(id, canonical_text ORDER BY id) FROM log_templates))
        """);
}
