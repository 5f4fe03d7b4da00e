using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Retention;
using DevMesh.Domain.Takeover;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Takeover;

public sealed class TakeoverJobTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    private TakeoverParts Parts => new(scratch);

    [Fact]
    public async Task Rows_come_with_their_templates_which_are_then_of_the_rules_in_use()
    {
        await OldPlatform.CreateAsync(scratch, 40);
        await OldPlatform.CreateTemplatesAsync(scratch);

        Assert.Equal(
            "40 logs and 2 templates taken over; 40 logs looked at, 40 given a template, 2 templates created",
            await Parts.RunToTheEndAsync());

        Assert.Equal(2, await CountAsync("log_templates WHERE canon_version = 'py-1'"));
        Assert.Equal(0, await CountAsync(
            "log_events e JOIN log_templates t ON t.id = e.template_id WHERE t.canon_version <> '2'"));
        Assert.Equal(40, await CountAsync("log_events WHERE template_id IS NOT NULL AND fields LIKE '{\"facility\":\"auth\"}'"));
        Assert.Equal(40, await CountAsync(
            "log_events WHERE received_at = '2026-10-02' AND service = 'sshd.service' AND flags = ''"));
        Assert.Equal(5, await CountAsync("log_events WHERE level = 'emerg'"));
        Assert.Equal(
            new DateTime(2026, 10, 1),
            await scratch.ScalarAsync<DateTime>("SELECT MIN(first_seen) FROM log_templates WHERE canon_version = 'py-1'"));
        Assert.True(await CountAsync("log_values") > 0);
        Assert.Equal(40, await CountAsync("py_log_events"));
    }

    [Fact]
    public async Task Rows_that_are_the_same_stay_logs_of_their_own()
    {
        await OldPlatform.CreateAsync(scratch, 3);
        await scratch.ExecuteAsync(
            "UPDATE log_events SET timestamp = '2026-10-01', host = 'web', message = 'same', severity = 3");
        await Parts.RunToTheEndAsync();
        Assert.Equal(3, await CountAsync("log_events WHERE node = 'web' AND message = 'same' AND `cursor` LIKE 'py:%'"));
    }

    [Fact]
    public async Task A_table_without_a_key_is_given_one()
    {
        await OldPlatform.CreateAsync(scratch, 25, hasKey: false);
        await Parts.RunToTheEndAsync();
        Assert.Equal(25, await CountAsync("log_events"));
    }

    [Fact]
    public async Task A_key_of_text_is_kept_as_a_field_and_another_one_is_added()
    {
        await OldPlatform.CreateAsync(scratch, 25, "uid CHAR(36) NOT NULL DEFAULT UUID() PRIMARY KEY,", hasKey: false);
        await Parts.RunToTheEndAsync();
        Assert.Equal(25, await CountAsync("log_events WHERE JSON_VALUE(fields, '$.uid') IN (SELECT uid FROM py_log_events)"));
    }

    [Fact]
    public async Task The_key_of_a_table_in_partitions_is_what_the_server_counts_up()
    {
        await OldPlatform.CreateAsync(
            scratch, 25, "id INT NOT NULL AUTO_INCREMENT, part INT NOT NULL DEFAULT 1, PRIMARY KEY (id, part),", hasKey: false);
        Assert.Equal("id", (await Parts.PlanAsync()).Logs.Key);
        await Parts.RunToTheEndAsync();

        await OldPlatform.CreateAsync(scratch, 25, "id INT NOT NULL AUTO_INCREMENT, KEY (id),", hasKey: false);
        await scratch.ExecuteAsync("UPDATE log_events SET id = 5 WHERE id = 6");
        TakeoverException e = await Assert.ThrowsAsync<TakeoverException>(() => Parts.PlanAsync());
        Assert.Contains("id, which is AUTO_INCREMENT, holds numbers twice", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_must_be_there_and_is_not_stops_before_anything_is_changed()
    {
        await OldPlatform.CreateAsync(scratch, 3);
        await scratch.ExecuteAsync("ALTER TABLE log_events CHANGE message wort TEXT");
        TakeoverException e = await Assert.ThrowsAsync<TakeoverException>(() => Parts.RunAsync());
        Assert.Contains("message: there is no such column; accepted: message, msg, line, text, ", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("wort text", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, await CountAsync("log_events"));

        TakeoverParts named = new(scratch)
        {
            Options = TakeoverOptions.None with { Columns = new Dictionary<string, string> { ["message"] = "wort" } },
        };
        await named.RunToTheEndAsync();
    }

    [Fact]
    public async Task Nothing_to_take_over_is_told()
    {
        await scratch.DropTablesAsync();
        await scratch.MigrateAsync();
        TakeoverException e = await Assert.ThrowsAsync<TakeoverException>(() => Parts.PlanAsync());
        Assert.Contains("there is nothing to take over", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_on_the_way_goes_on_where_it_was()
    {
        await OldPlatform.CreateAsync(scratch, 45);
        await OldPlatform.CreateTemplatesAsync(scratch);
        JobResult failed = await Parts.RunAsync(store => FailingAt(store, 3));
        Assert.Equal((JobEnd.Failed, 20), (failed.End, failed.Progress.Done));
        Assert.Equal(20, await CountAsync("log_events"));
        Assert.True(await new StoredLogs(scratch).CountsAgreeAsync());

        Assert.StartsWith("25 logs and 0 templates taken over; ", await Parts.RunToTheEndAsync(), StringComparison.Ordinal);
        Assert.StartsWith("0 logs and 0 templates taken over; ", await Parts.RunToTheEndAsync(), StringComparison.Ordinal);
        Assert.Equal(45, await CountAsync("log_events"));
    }

    [Fact]
    public async Task Rows_that_are_there_already_are_not_taken_twice_when_the_position_is_lost()
    {
        await OldPlatform.CreateAsync(scratch, 25);
        await Parts.RunToTheEndAsync();
        long values = await CountAsync("log_values");
        await scratch.ExecuteAsync("DELETE FROM backfill_cursors WHERE name = 'takeover'");
        await scratch.ExecuteAsync("DELETE FROM log_events WHERE `cursor` = 'py:7'");
        await scratch.ExecuteAsync("DELETE FROM template_activity");
        await Parts.RunAsync();
        Assert.Equal(25, await CountAsync("log_events"));
        Assert.Equal(1, await CountAsync(
            "log_events e JOIN template_activity a ON a.template_id = e.template_id WHERE e.`cursor` = 'py:7'"));
        Assert.InRange(await CountAsync("log_values"), values, values + 1);
    }

    [Fact]
    public async Task Another_time_zone_on_the_way_is_refused()
    {
        await OldPlatform.CreateAsync(scratch, 25);
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        await new TakeoverParts(scratch) { Options = TakeoverOptions.None with { Zone = berlin } }.RunAsync(
            store => FailingAt(store, 2));
        Assert.Equal(
            new DateTime(2026, 9, 30, 22, 0, 0), await scratch.ScalarAsync<DateTime>("SELECT MIN(timestamp) FROM log_events"));
        JobResult refused = await Parts.RunAsync();
        Assert.Equal(JobEnd.Failed, refused.End);
        Assert.Contains("was begun with --time-zone Europe/Berlin", refused.Outcome, StringComparison.Ordinal);
        await new TakeoverParts(scratch) { Options = TakeoverOptions.None with { Zone = berlin } }.RunToTheEndAsync();
    }

    [Fact]
    public async Task New_logs_are_stored_meanwhile_and_retention_goes_by_when_each_was_received()
    {
        await OldPlatform.CreateAsync(scratch, 60);
        LogWriter writer = new(new LogWriterSessions(scratch.Database, 1));
        long template = 0;
        Mock<ITakenLogs> taken = new();
        DateTime now = DateTime.UtcNow;
        JobResult result = await Parts.RunAsync(store =>
        {
            taken.Setup(each => each.StoreAsync(
                    It.IsAny<TakeoverPlan>(), It.IsAny<IReadOnlyList<TakenLog>>(), It.IsAny<EmbeddingModel?>(),
                    It.IsAny<CancellationToken>()))
                .Returns(async (TakeoverPlan plan, IReadOnlyList<TakenLog> logs, EmbeddingModel? copies, CancellationToken ct) =>
                {
                    template = template > 0 ? template : await new StoredLogs(scratch).TemplateAsync("new", "2");
                    await writer.StoreAsync("node-1", now,
                        [.. Enumerable.Range(0, 20).Select(i => New(template, logs[0].Key, i, now))], ct);
                    return await store.StoreAsync(plan, logs, copies, ct);
                });
            return taken.Object;
        });
        Assert.True(result.End is JobEnd.Done, result.Outcome);
        await Parts.AssertGoodAsync();
        Assert.Equal(60 + (6 * 20), await CountAsync("log_events"));

        // Each look of retention is of 10 logs, and the first of them are new: the old ones among them must go all the same.
        JobResult deleted = await Parts.Backfill.Retention(new RetentionPolicy(30, [])).RunAsync(new JobCall(), default);
        Assert.StartsWith("60 logs deleted", deleted.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("log_events WHERE `cursor` LIKE 'py:%'"));
        Assert.Equal(120, await CountAsync("log_events"));
        Assert.True(await new StoredLogs(scratch).CountsAgreeAsync());
    }

    [Fact]
    public async Task Old_tables_go_once_every_row_is_taken_over()
    {
        await OldPlatform.CreateAsync(scratch, 25);
        await OldPlatform.CreateTemplatesAsync(scratch);
        await Parts.RunAsync(store => FailingAt(store, 2));
        OldTablesDropped dropped = await Parts.Tables.DropAsync(default);
        Assert.Equal((0, 15), (dropped.Names.Count, dropped.Left));
        await Parts.RunToTheEndAsync();
        Assert.Equal(["py_log_events", "py_log_templates"], (await Parts.Tables.DropAsync(default)).Names);
        Assert.Equal(0, await CountAsync("information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'py%'"));
        Assert.Equal(25, await CountAsync("log_events"));
        Assert.Empty((await Parts.Tables.DropAsync(default)).Names);
    }

    [Fact]
    public async Task Other_tables_in_the_way_are_put_aside()
    {
        await OldPlatform.CreateAsync(scratch, 5);
        await scratch.ExecuteAsync("CREATE TABLE schema_migrations (version VARCHAR(20)) ENGINE = InnoDB");
        await scratch.ExecuteAsync("CREATE TABLE timer_runs (x INT) ENGINE = InnoDB");
        Assert.Equal(["log_events", "schema_migrations", "timer_runs"], (await Parts.Tables.LookAsync(default)).InTheWay);
        await Parts.RunToTheEndAsync();
        Assert.Equal(0, await CountAsync("py_schema_migrations"));

        await scratch.ExecuteAsync("DROP TABLE timer_runs");
        await scratch.ExecuteAsync("DELETE FROM schema_migrations");
        await scratch.ExecuteAsync("CREATE TABLE timer_runs (x INT) ENGINE = InnoDB");
        TakeoverException e = await Assert.ThrowsAsync<TakeoverException>(() => Parts.PlanAsync());
        Assert.Contains("py_timer_runs is there as well", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_does_not_build_on_tables_of_another_program()
    {
        await OldPlatform.CreateAsync(scratch, 5);
        await OldPlatform.CreateTemplatesAsync(scratch);
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => scratch.MigrateAsync());
        Assert.Contains("log_events, log_templates. ./devmesh takeover takes them over", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync("information_schema.tables WHERE table_schema = DATABASE()"));
    }

    [Fact]
    public async Task Text_of_other_character_sets_and_bytes_are_read_as_what_they_say()
    {
        await OldPlatform.CreateAsync(
            scratch,
            2,
            "note TEXT CHARACTER SET latin1, raw BLOB, is_ok BOOLEAN DEFAULT 1, seen TIMESTAMP(3) DEFAULT '2026-10-01 00:00:00.5',");
        await scratch.ExecuteAsync("ALTER TABLE log_events MODIFY message VARCHAR(200) CHARACTER SET latin1");
        await scratch.ExecuteAsync(
            "UPDATE log_events SET message = 'Gerät überhitzt', note = 'Übergröße', raw = x'00FF' WHERE id = 1");
        await scratch.ExecuteAsync("ALTER TABLE log_events MODIFY message VARBINARY(200)");
        await scratch.ExecuteAsync("UPDATE log_events SET message = 'Lüfter steht' WHERE id = 2");
        await Parts.RunToTheEndAsync();
        Assert.Equal("Lüfter steht", await scratch.ScalarAsync<string>("SELECT message FROM log_events WHERE `cursor` = 'py:2'"));
        Assert.Equal(
            """{"message_base64":"R2Vy5HQg/GJlcmhpdHp0","note":"Übergröße","raw":"AP8=","is_ok":1,"seen":"2026-10-01"""
            + """T00:00:00.5Z","facility":"auth"}""",
            await scratch.ScalarAsync<string>("SELECT fields FROM log_events WHERE `cursor` = 'py:1'"));
    }

    private static NewLog New(long template, long batch, int number, DateTime now) => new(
        EventKey.OfCursor("node-1", $"{batch}-{number}"),
        new LogEntry(now.AddTicks(-now.Ticks % 10), Level.Info, "new", "a new log", $"{batch}-{number}", null), template,
            EventFlags.None, []);

    private static ITakenLogs FailingAt(ITakenLogs store, int call)
    {
        int calls = 0;
        Mock<ITakenLogs> failing = new();
        failing.Setup(each => each.StoreAsync(
                It.IsAny<TakeoverPlan>(), It.IsAny<IReadOnlyList<TakenLog>>(), It.IsAny<EmbeddingModel?>(),
                It.IsAny<CancellationToken>()))
            .Returns((TakeoverPlan plan, IReadOnlyList<TakenLog> logs, EmbeddingModel? copies, CancellationToken ct) =>
                ++calls < call
                ? store.StoreAsync(plan, logs, copies, ct)
                : throw new StoreUnavailableException("gone", new InvalidOperationException()));
        return failing.Object;
    }

    private Task<long> CountAsync(string from) => scratch.ScalarAsync<long>($"SELECT COUNT(*) FROM {from}");
}
