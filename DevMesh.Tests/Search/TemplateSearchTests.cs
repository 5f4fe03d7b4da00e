using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class TemplateSearchTests
{
    private readonly FakeFleet _fleet = new();

    [Fact]
    public async Task The_nearest_template_comes_first_with_its_newest_logs()
    {
        long near = _fleet.AddTemplate("Out of memory: Killed process <num>");
        long far = _fleet.AddTemplate("Memory usage: <num> MB");
        _fleet.AddLog(near, "Out of memory: Killed process 1", minute: 1);
        long second = _fleet.AddLog(near, "Out of memory: Killed process 2", minute: 2);
        long newest = _fleet.AddLog(near, "Out of memory: Killed process 3", minute: 3);
        _fleet.AddLog(far, "Memory usage: 12 MB");

        TemplateSearchResult result = await SearchAsync("out of memory", examples: 2);

        Assert.Equal([near, far], result.Results.Select(found => found.Facts.Template.Id));
        Assert.Equal([newest, second], result.Results[0].Examples.Select(log => log.Id));
        Assert.Equal(3, result.Results[0].Facts.Count);
        Assert.Null(result.Next);
    }

    [Fact]
    public async Task No_examples_are_shown_when_none_are_asked_for()
    {
        _fleet.AddLog(_fleet.AddTemplate("kernel panic"), "kernel panic");
        Assert.Empty(Assert.Single((await SearchAsync("kernel panic", examples: 0)).Results).Examples);
    }

    [Fact]
    public async Task Templates_without_a_log_that_passes_are_left_out_however_well_they_rank()
    {
        for (int i = 0; i < 100; i++)
        {
            _fleet.AddLog(_fleet.AddTemplate($"disk error {i}"), $"disk error {i}", node: "web");
        }

        long other = _fleet.AddTemplate("the disk of <name> has an unusual and seldom seen error");
        _fleet.AddLog(other, "the disk of sda has an unusual and seldom seen error", node: "gpu");
        _fleet.MostActive = 0; // so that the walk itself must get there

        TemplateSearchResult result = await SearchAsync("disk error", filter: new LogFilter(Node: "gpu"));

        Assert.Equal([other], result.Results.Select(found => found.Facts.Template.Id));
    }

    [Fact]
    public async Task Contains_narrows_to_templates_with_such_a_log()
    {
        long id = _fleet.AddTemplate("disk <name> failed");
        _fleet.AddLog(id, "disk sdb failed");
        _fleet.AddLog(_fleet.AddTemplate("disk failed"), "disk failed");

        TemplateSearchResult result = await SearchAsync("disk failed", filter: new LogFilter(Contains: "SDB"));

        Assert.Equal("disk sdb failed", Assert.Single(Assert.Single(result.Results).Examples).Message);
    }

    [Fact]
    public async Task Novel_since_keeps_templates_first_seen_from_then_on()
    {
        _fleet.AddLog(_fleet.AddTemplate("disk failed", firstSeen: FakeFleet.Noon.AddDays(-1)), "disk failed");
        long novel = _fleet.AddTemplate("disk <name> failed", firstSeen: FakeFleet.Noon);
        _fleet.AddLog(novel, "disk sda failed");

        TemplateSearchResult result = await SearchAsync("disk failed", novelSince: FakeFleet.Noon);

        Assert.Equal([novel], result.Results.Select(found => found.Facts.Template.Id));
    }

    [Fact]
    public async Task Pages_together_are_the_whole_list_while_templates_come_in()
    {
        for (int i = 0; i < 40; i++)
        {
            _fleet.AddLog(_fleet.AddTemplate($"disk error number{i} on bus{i % 7}"), "disk error");
        }

        long[] whole = [.. (await SearchAsync("disk error bus3", limit: 100)).Results.Select(found => found.Facts.Template.Id)];
        List<long> paged = [];
        SearchPosition? after = null;
        do
        {
            TemplateSearchResult page = await SearchAsync("disk error bus3", limit: 9, after: after);
            paged.AddRange(page.Results.Select(found => found.Facts.Template.Id));
            after = page.Next;
            _fleet.AddLog(_fleet.AddTemplate($"disk error bus3 again {paged.Count}"), "disk error");
        }
        while (after is not null);

        Assert.Equal(whole.Length, paged.Distinct().Count());
        Assert.Equal(paged.Count, paged.Distinct().Count());
        Assert.Equal(whole[..9], paged[..9]);
    }

    [Fact]
    public async Task Vectors_that_do_not_fit_into_memory_are_searched_in_the_store_with_the_same_answer()
    {
        FakeFleet small = new(maxVectorBytes: 100);
        foreach (FakeFleet fleet in new[] { _fleet, small })
        {
            for (int i = 0; i < 30; i++)
            {
                fleet.AddLog(fleet.AddTemplate($"disk error number{i} on bus{i % 7}"), "disk error", node: i % 2 == 0 ? "web" : "gpu");
            }
        }

        TemplateSearchRequest request = new("disk error bus3", new LogFilter(Node: "gpu"), null, 10, 0);
        TemplateSearchResult kept = await _fleet.TemplateSearch.SearchAsync(request, CancellationToken.None);
        TemplateSearchResult stored = await small.TemplateSearch.SearchAsync(request, CancellationToken.None);

        Assert.Equal((0, 1), (_fleet.NearestAskedFor, small.NearestAskedFor));
        Assert.Equal(0, small.Index.Embedded);
        Assert.Equal(kept.Results.Select(found => found.Facts.Template.Id), stored.Results.Select(found => found.Facts.Template.Id));
        Assert.True(stored.Results[0].Parts.Meaning > 0);
    }

    [Fact]
    public async Task A_position_of_another_search_is_refused()
    {
        _fleet.AddLog(_fleet.AddTemplate("disk error one"), "disk error");
        _fleet.AddLog(_fleet.AddTemplate("disk error two"), "disk error");
        SearchPosition? next = (await SearchAsync("disk error", limit: 1)).Next;
        Assert.NotNull(next);
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => SearchAsync("disk error", filter: new LogFilter(Node: "gpu"), after: next));
    }

    private Task<TemplateSearchResult> SearchAsync(
        string query,
        int limit = 20,
        int examples = 3,
        LogFilter? filter = null,
        DateTime? novelSince = null,
        SearchPosition? after = null) =>
        _fleet.TemplateSearch.SearchAsync(
            new TemplateSearchRequest(query, filter ?? LogFilter.None, novelSince, limit, examples, after), CancellationToken.None);
}
