using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class TemplateReaderTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private TemplateReader Reader => new(scratch.Database);

    public Task InitializeAsync() => scratch.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Facts_add_up_all_hours_and_show_the_last_day_by_hour()
    {
        long id = await AddAsync("a", Noon.AddDays(-3), Noon.AddMinutes(59));
        await ActiveAsync(id, "web", Noon, 5);
        await ActiveAsync(id, "gpu", Noon, 2);
        await ActiveAsync(id, "gpu", Noon.AddHours(-23), 3);
        await ActiveAsync(id, "gpu", Noon.AddHours(-24), 100);

        TemplateFacts facts = (await Reader.DescribeAsync([id, id + 1], null, default))[id];

        Assert.Equal("a", facts.Template.Text);
        Assert.Equal(CanonHash.Of(1, "a"), facts.Template.Hash);
        Assert.Equal(DateTimeKind.Utc, facts.Template.FirstSeen.Kind);
        Assert.Equal(110, facts.Count);
        Assert.Equal(["gpu", "web"], facts.Nodes);
        Assert.Equal([3, .. Enumerable.Repeat(0L, 22), 7], facts.Sparkline);
    }

    [Fact]
    public async Task A_sparkline_ends_before_the_time_asked_for()
    {
        long id = await AddAsync("a", Noon, Noon);
        await ActiveAsync(id, "web", Noon, 5);
        await ActiveAsync(id, "web", Noon.AddHours(-1), 7);

        Assert.Equal(7, (await Reader.DescribeAsync([id], Noon, default))[id].Sparkline[^1]);
        Assert.Equal(5, (await Reader.DescribeAsync([id], Noon.AddMinutes(1), default))[id].Sparkline[^1]);
    }

    [Fact]
    public async Task A_template_without_logs_has_none()
    {
        long id = await AddAsync("a", Noon, Noon);
        TemplateFacts facts = (await Reader.DescribeAsync([id], null, default))[id];
        Assert.Equal(0, facts.Count);
        Assert.Empty(facts.Nodes);
    }

    [Theory]
    [InlineData("web", 0, 60, true)]
    [InlineData("web", 30, 31, true)]
    [InlineData("web", -60, 0, false)]
    [InlineData("web", 60, 120, false)]
    [InlineData("gpu", 0, 60, false)]
    [InlineData(null, 59, 60, true)]
    [InlineData(null, null, null, true)]
    [InlineData("web", null, 1, true)]
    [InlineData("web", 60, null, false)]
    public async Task Activity_is_found_by_node_and_hour(string? node, int? fromMinute, int? toMinute, bool found)
    {
        long id = await AddAsync("a", Noon, Noon);
        await ActiveAsync(id, "web", Noon, 5);
        TemplateActivity activity = new(node, Minute(fromMinute), Minute(toMinute));

        ActiveTemplates active = (await Reader.ActiveAsync(activity, default))!;
        Assert.Equal(found ? [id] : [], active.Ids);
        Assert.Equal(found ? 5 : 0, active.Logs);
        Assert.Equal(found ? [id] : [], await Reader.ActiveAsync([id, id + 1], activity, default));

        static DateTime? Minute(int? minute) => minute is int value ? Noon.AddMinutes(value) : null;
    }

    [Fact]
    public async Task Activity_of_too_many_templates_is_left_to_be_asked_for_in_part()
    {
        await scratch.ExecuteAsync(
            "INSERT INTO template_activity SELECT seq, 'web', @noon, 1 FROM seq_1_to_5001", new { noon = Noon });
        TemplateActivity activity = new("web", Noon, Noon.AddHours(1));
        Assert.Null(await Reader.ActiveAsync(activity, default));
        Assert.Equal(5001, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM template_activity"));
    }

    [Fact]
    public async Task Lists_are_sorted_and_go_on_where_a_page_ended()
    {
        long old = await AddAsync("old", Noon.AddDays(-2), Noon);
        long busy = await AddAsync("busy", Noon.AddDays(-1), Noon.AddHours(-5));
        long fresh = await AddAsync("fresh", Noon, Noon.AddHours(1));
        await ActiveAsync(old, "web", Noon, 2);
        await ActiveAsync(busy, "web", Noon, 1);
        await ActiveAsync(busy, "gpu", Noon, 9);
        await ActiveAsync(fresh, "web", Noon, 2);

        Assert.Equal([busy, fresh, old], await PagesAsync(TemplateSort.Count));
        Assert.Equal([fresh, old, busy], await PagesAsync(TemplateSort.Recent));
        Assert.Equal([fresh, busy, old], await PagesAsync(TemplateSort.Novel));
    }

    [Fact]
    public async Task Templates_first_seen_since_a_time_are_found()
    {
        await AddAsync("old", Noon.AddTicks(-10), Noon);
        long fresh = await AddAsync("fresh", Noon, Noon);
        Assert.Equal([fresh], await Reader.FirstSeenSinceAsync(Noon, default));
    }

    private async Task<List<long>> PagesAsync(TemplateSort sort)
    {
        List<long> ids = [];
        for (TemplatePosition? after = null; ;)
        {
            IReadOnlyList<TemplatePosition> page = await Reader.ListAsync(sort, after, 1, default);
            if (page.Count == 0)
            {
                return ids;
            }

            ids.Add(page[0].Id);
            after = page[0];
        }
    }

    private Task<long> AddAsync(string text, DateTime firstSeen, DateTime lastSeen) => scratch.ScalarAsync<long>(
        """
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
        VALUES (@text, @hash, 1, @firstSeen, @lastSeen) RETURNING id
        """,
        new { text, hash = CanonHash.Of(1, text).ToBytes(), firstSeen, lastSeen });

    private Task ActiveAsync(long id, string node, DateTime hour, long count) => scratch.ExecuteAsync(
        "INSERT INTO template_activity VALUES (@id, @node, @hour, @count)", new { id, node, hour, count });
}
