using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;
using Moq;

namespace DevMesh.Tests.Search;

public sealed class LogSearchTests
{
    private readonly FakeFleet _fleet = new();
    private readonly long _password;

    public LogSearchTests()
    {
        Add("Container <hex> restarted by docker", "Container 3fa9c1 restarted by docker");
        Add("Started Docker Application Container Engine.", "Started Docker Application Container Engine.");
        Add("systemd: Restarting service <name>", "systemd: Restarting service cron");
        Add("Accepted publickey for <user> from <ip>", "Accepted publickey for ann from 10.1.1.1");
        _password = Add("Failed password for <user> from <ip> port <num> ssh2", "Failed password for admin from 10.0.0.9 port 4711 ssh2");
        Add("[UFW BLOCK] SRC=<ip> DST=<ip>", "[UFW BLOCK] SRC=10.0.0.5 DST=10.0.0.1");
    }

    [Fact]
    public async Task Docker_restart_finds_restarts_of_docker_containers_first()
    {
        LogSearchResult result = await SearchAsync("docker restart");
        Assert.Equal("Container 3fa9c1 restarted by docker", result.Results[0].Log.Message);
        Assert.Equal(SearchLegs.Meaning | SearchLegs.Words, result.Results[0].MatchedBy);
        Assert.Equal(LexicalEmbedder.ModelName, result.Embedder);
    }

    [Fact]
    public async Task Scores_descend()
    {
        LogSearchResult result = await SearchAsync("docker container restart");
        Assert.True(result.Results.Count > 2);
        Assert.Equal(result.Results.OrderByDescending(found => found.Score), result.Results);
    }

    [Fact]
    public async Task A_log_that_holds_the_word_comes_before_others_of_its_template()
    {
        _fleet.AddLog(_password, "Failed password for root from 10.0.0.9 port 4712 ssh2", minute: -5);
        _fleet.AddLog(_password, "Failed password for admin from 10.0.0.9 port 4713 ssh2", minute: 5);

        LogSearchResult result = await SearchAsync("Failed password root");

        Assert.Contains("root", result.Results[0].Log.Message, StringComparison.Ordinal);
        Assert.True(result.Results[0].Score > result.Results[1].Score);
    }

    [Fact]
    public async Task A_word_that_stands_far_back_in_the_best_template_is_found()
    {
        Add("session opened for user root", "session opened for user root"); // root is a word of some template
        _fleet.AddLog(_password, "Failed password for root from 10.0.0.9 port 4712 ssh2", minute: -500);
        for (int i = 0; i < 300; i++)
        {
            _fleet.AddLog(_password, $"Failed password for admin from 10.0.0.9 port {i} ssh2", minute: i);
        }

        LogSearchResult result = await SearchAsync("Failed password root", limit: 5);

        Assert.Contains("for root", result.Results[0].Log.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.5", "SRC=10.0.0.5")]
    [InlineData("who blocked 10.0.0.5?", "SRC=10.0.0.5")]
    [InlineData("3fa9c1", "Container 3fa9c1")]
    public async Task A_value_finds_the_log_that_holds_it(string query, string expected)
    {
        FoundLog first = (await SearchAsync(query)).Results[0];
        Assert.Contains(expected, first.Log.Message, StringComparison.Ordinal);
        Assert.True(first.MatchedBy.HasFlag(SearchLegs.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000_000L)]
    public async Task A_value_is_found_within_a_filter(long? logs)
    {
        _fleet.LogsOfActive = logs;
        long wanted = _fleet.AddLog(_password, "Failed password for x from 10.9.9.9", minute: 90, node: "gpu");
        _fleet.AddLog(_password, "Failed password for x from 10.9.9.9", minute: 91);
        FoundLog found = Assert.Single((await SearchAsync("10.9.9.9", filter: new LogFilter(Node: "gpu"))).Results);
        Assert.Equal((wanted, SearchLegs.Value), (found.Log.Id, found.MatchedBy));
    }

    [Fact]
    public async Task Words_that_templates_know_are_not_looked_for_as_values()
    {
        await SearchAsync("the docker restarts");
        Assert.Empty(_fleet.ValuesLookedFor);
    }

    [Fact]
    public async Task A_query_that_says_nothing_known_finds_nothing() =>
        Assert.Empty((await SearchAsync("zzyzx")).Results);

    [Theory]
    [InlineData(int.MaxValue, null)] // the few logs that pass are read at once
    [InlineData(int.MaxValue, 1_000_000L)]
    [InlineData(0, null)] // the fleet has too many active templates to name them
    public async Task Filters_hold(int mostActive, long? logs)
    {
        _fleet.MostActive = mostActive;
        _fleet.LogsOfActive = logs;
        long wanted = _fleet.AddLog(_password, "Failed password for eve", minute: 90, node: "gpu");
        _fleet.AddLog(_password, "Failed password for eve", minute: 200, node: "gpu");
        LogFilter filter = new(Node: "gpu", Until: FakeFleet.Noon.AddMinutes(100));

        LogSearchResult result = await SearchAsync("failed password", filter: filter);

        Assert.Equal([wanted], result.Results.Select(found => found.Log.Id));
    }

    [Fact]
    public async Task Pages_go_on_below_the_last_result_while_logs_come_in()
    {
        for (int i = 0; i < 50; i++)
        {
            _fleet.AddLog(_password, $"Failed password for admin from 10.0.0.9 port {i} ssh2", minute: i / 3); // with equal times
        }

        LogSearchResult whole = await SearchAsync("failed password", limit: 100);
        List<long> paged = [];
        SearchPosition? after = null;
        do
        {
            LogSearchResult page = await _fleet.LogSearch.SearchAsync(
                new LogSearchRequest("failed password", LogFilter.None, 7, after), CancellationToken.None);
            paged.AddRange(page.Results.Select(found => found.Log.Id));
            after = page.Next;
            _fleet.AddLog(_password, "Failed password for admin from 10.0.0.9 port 1 ssh2", minute: 60);
        }
        while (after is not null);

        Assert.Equal(whole.Results.Select(found => found.Log.Id), paged);
    }

    [Fact]
    public async Task A_position_of_another_search_is_refused()
    {
        for (int i = 0; i < 5; i++)
        {
            _fleet.AddLog(_password, "Failed password for admin", minute: i);
        }

        SearchPosition? next = (await SearchAsync("failed password", limit: 2)).Next;
        Assert.NotNull(next);
        InvalidRequestException e = await Assert.ThrowsAsync<InvalidRequestException>(() => _fleet.LogSearch.SearchAsync(
            new LogSearchRequest("failed login", LogFilter.None, 2, next), CancellationToken.None));
        Assert.Equal("cursor", e.Field);
    }

    [Fact]
    public async Task A_template_without_a_vector_is_found_by_its_words()
    {
        long id = _fleet.AddTemplate("nvme timeout, aborting", embedded: false);
        _fleet.AddLog(id, "nvme timeout, aborting");
        FoundLog found = Assert.Single((await SearchAsync("nvme timeout")).Results);
        Assert.Equal(SearchLegs.Words, found.MatchedBy);
    }

    [Fact]
    public async Task Without_the_model_the_answer_is_by_words_and_says_so()
    {
        Mock<IEmbedder> down = new();
        down.SetupGet(embedder => embedder.Model).Returns(LexicalEmbedder.ModelName);
        down.SetupSequence(embedder => embedder.EmbedAsync(It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new EmbeddingUnavailableException("down"));
        await SearchAsync("docker"); // loads the index
        _fleet.Configured = down.Object;

        LogSearchResult result = await SearchAsync("docker restart");

        Assert.Null(result.Embedder);
        Assert.Equal("Container 3fa9c1 restarted by docker", result.Results[0].Log.Message);
        Assert.All(result.Results, found => Assert.Equal(SearchLegs.Words, found.MatchedBy));
    }

    private long Add(string template, string message)
    {
        long id = _fleet.AddTemplate(template);
        _fleet.AddLog(id, message);
        return id;
    }

    private Task<LogSearchResult> SearchAsync(string query, int limit = 20, LogFilter? filter = null) =>
        _fleet.LogSearch.SearchAsync(new LogSearchRequest(query, filter ?? LogFilter.None, limit), CancellationToken.None);
}
