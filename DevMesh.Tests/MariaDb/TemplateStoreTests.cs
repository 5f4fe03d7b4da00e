using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class TemplateStoreTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly TemplateStore _store = new(database.Database);

    public Task InitializeAsync() => database.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task New_templates_are_created_and_found_again_under_the_same_ids()
    {
        ResolvedTemplates first = await ResolveAsync("a <ip>", "b <pid>");
        ResolvedTemplates second = await ResolveAsync("a <ip>", "b <pid>", "c");

        Assert.Equal((2, 1), (first.Created, second.Created));
        Assert.Equal(first.Ids[Key("a <ip>")], second.Ids[Key("a <ip>")]);
        Assert.Equal(3, second.Ids.Values.Distinct().Count());
    }

    [Fact]
    public async Task Texts_that_differ_in_case_or_trailing_blanks_are_different_templates() =>
        Assert.Equal(4, (await ResolveAsync("abc", "ABC", "abc ", "ábc")).Created);

    [Fact]
    public async Task A_template_is_reported_as_unembedded_until_it_has_a_model()
    {
        await ResolveAsync("left by a crash", "embedded");
        await database.ExecuteAsync("UPDATE log_templates SET embedding_model = 'm' WHERE canonical_text = 'embedded'");

        ResolvedTemplates resolved = await ResolveAsync("left by a crash", "embedded");

        Assert.Equal("left by a crash", Assert.Single(resolved.Unembedded).Text);
    }

    [Fact]
    public async Task Workers_that_meet_the_same_templates_at_once_make_one_row_each()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"template {i}")];
        ResolvedTemplates[] resolved = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker =>
            ResolveAsync([.. texts.Skip(worker * 10).Concat(texts.Take(worker * 10))])));

        Assert.Equal(200, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_templates"));
        Assert.Equal(200, resolved.Sum(each => each.Created));
        Assert.All(resolved, each => Assert.Equal(resolved[0].Ids.OrderBy(pair => pair.Value), each.Ids.OrderBy(pair => pair.Value)));
    }

    [Fact]
    public async Task Workers_that_create_some_of_the_same_templates_at_once_lose_none_of_their_own()
    {
        string[] common = [.. Enumerable.Range(0, 100).Select(i => $"common {i}")];
        ResolvedTemplates[] resolved = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker =>
            ResolveAsync([.. common, .. Enumerable.Range(0, 60).Select(i => $"own {worker} {i}")])));

        Assert.All(resolved, each => Assert.Equal(160, each.Ids.Count));
        Assert.Equal(100 + (8 * 60), resolved.Sum(each => each.Created));
        Assert.Equal(100 + (8 * 60), await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_templates"));
    }

    [Fact]
    public async Task What_is_created_before_a_conflict_is_counted_when_the_rest_is_tried_again()
    {
        await ResolveAsync("there");
        await database.ExecuteAsync("CREATE TABLE attempts (n INT) ENGINE = MEMORY"); // which no rollback empties
        await database.ExecuteAsync(
            """
            CREATE TRIGGER trouble BEFORE INSERT ON log_templates FOR EACH ROW
            IF NEW.canonical_text = 'late' THEN
                INSERT INTO attempts VALUES (1);
                CASE (SELECT COUNT(*) FROM attempts)
                    WHEN 1 THEN SET NEW.id = (SELECT MAX(id) FROM log_templates WHERE canonical_text = 'there');
                    WHEN 2 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213;
                    ELSE BEGIN END;
                END CASE;
            END IF
            """);
        try
        {
            Assert.Equal(3, (await ResolveAsync("early", "late", "soon")).Created);
            Assert.Equal(3, await database.ScalarAsync<long>("SELECT COUNT(*) FROM attempts"));
        }
        finally
        {
            await database.ExecuteAsync("DROP TRIGGER trouble");
            await database.ExecuteAsync("DROP TABLE attempts");
        }
    }

    [Fact]
    public async Task Recent_gives_the_latest_seen_of_one_version_that_are_embedded()
    {
        await _store.ResolveAsync(
            [
                new NewTemplate(Key("old"), "old", 1, Noon, Noon),
                new NewTemplate(Key("new"), "new", 1, Noon, Noon.AddHours(1)),
                new NewTemplate(Key("other"), "other", 2, Noon, Noon.AddHours(2)),
                new NewTemplate(Key("bare"), "bare", 1, Noon, Noon.AddHours(3)),
            ],
            CancellationToken.None);
        await database.ExecuteAsync("UPDATE log_templates SET embedding_model = 'm' WHERE canonical_text <> 'bare'");

        var recent = await _store.RecentAsync(1, 1, CancellationToken.None);

        Assert.Equal(Key("new"), Assert.Single(recent).Key);
    }

    private static CanonHash Key(string text) => CanonHash.Of(1, text);

    private Task<ResolvedTemplates> ResolveAsync(params string[] texts) => _store.ResolveAsync(
        [.. texts.Select(text => new NewTemplate(Key(text), text, 1, Noon, Noon))], CancellationToken.None);
}
