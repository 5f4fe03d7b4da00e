using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.MariaDb;

public sealed class MigratorTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    [Fact]
    public void Each_migration_has_a_number_of_its_own()
    {
        Assert.NotEmpty(Migration.All);
        Assert.Equal(Migration.All.Count, Migration.All.Select(migration => migration.Number).Distinct().Count());
    }

    [Fact]
    public async Task A_second_run_applies_nothing() => Assert.Empty(await ApplyAsync(Migration.All));

    [Fact]
    public async Task Tables_that_are_there_already_are_taken_as_they_are()
    {
        await database.ExecuteAsync("DELETE FROM schema_migrations");
        Assert.Equal(Migration.All.Count, (await ApplyAsync(Migration.All)).Count);
    }

    [Fact]
    public async Task The_columns_by_which_tables_of_another_program_are_told_are_those_of_the_schema()
    {
        (string Table, string[] Columns)[] created = [.. Migration.All.SelectMany(ForeignTables.CreatedBy)];
        Assert.Contains(created, each => each.Table == "log_events" && each.Columns.Contains("cursor")
            && each.Columns.Contains("level"));
        foreach ((string table, string[] columns) in created)
        {
            string[] present = (await database.ScalarAsync<string>(
                """
                SELECT GROUP_CONCAT(column_name) FROM information_schema.columns
                WHERE table_schema = DATABASE() AND table_name = @table
                """,
                new { table })).Split(',');
            Assert.NotEmpty(columns);
            Assert.Empty(columns.Except(present, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Workers_that_start_at_once_apply_each_migration_once()
    {
        ScratchDatabase fresh = new();
        await fresh.InitializeAsync();
        await fresh.ExecuteAsync("DROP TABLE schema_migrations, log_events, log_templates, template_activity");

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            new Migrator(fresh.Source, Migration.All, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None)));

        Assert.Equal(Migration.All.Select(migration => migration.Name), applied.SelectMany(names => names));
        await fresh.DisposeAsync();
    }

    [Fact]
    public async Task An_edited_migration_is_refused()
    {
        Migration edited = Migration.All[0] with { Checksum = new string('0', 64) };
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => ApplyAsync([edited, .. Migration.All.Skip(1)]));
        Assert.Contains(edited.Name, e.Message);
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => ApplyAsync([.. Migration.All.SkipLast(1)]));
        Assert.Contains("older than its database", e.Message);
    }

    [Theory]
    [InlineData("log_events", "embedding_vector", "vector(4096)")]
    [InlineData("log_events", "timestamp", "datetime(6)")]
    [InlineData("log_events", "template_id", "bigint(20) unsigned")]
    [InlineData("log_templates", "canon_hash", "binary(16)")]
    [InlineData("template_activity", "hour", "datetime")]
    public async Task Columns_have_the_types_that_the_design_names(string table, string column, string type) =>
        Assert.Equal(type, await database.ScalarAsync<string>(
            "SELECT column_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table AND column_name = @column",
            new { table, column }));

    private Task<IReadOnlyList<string>> ApplyAsync(IReadOnlyList<Migration> migrations) =>
        new Migrator(database.Source, migrations, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);
}
