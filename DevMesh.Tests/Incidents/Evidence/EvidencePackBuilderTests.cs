using System.Text.Json;
using DevMesh.Bench.Explain;
using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Incidents.Evidence;

/// <summary>Packs of one scenario, a full disk on db-1 that web-1 feels.</summary>
public sealed class EvidencePackBuilderTests(EvidencePackBuilderTests.DiskFull full)
    : IClassFixture<EvidencePackBuilderTests.DiskFull>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task The_same_data_and_question_make_the_same_pack()
    {
        string first = JsonSerializer.Serialize(await full.Store.BuildAsync(full.Question, Ct));
        string second = JsonSerializer.Serialize(await full.Store.BuildAsync(full.Question, Ct));

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_timeline_is_in_order_without_doubles_and_its_counts_are_those_of_the_window()
    {
        EvidencePack pack = await full.Store.BuildAsync(full.Question, Ct);

        Assert.Equal(pack.Timeline.OrderBy(entry => entry.First).ThenBy(entry => entry.TemplateId), pack.Timeline);
        Assert.Equal(pack.Timeline.Count, pack.Timeline.DistinctBy(entry => entry.TemplateId).Count());
        TimelineEntry full6 = Assert.Single(pack.Timeline, entry =>
            entry.Template.Contains("could not extend file", StringComparison.Ordinal));
        Assert.Equal((6L, "db-1"), (full6.Count, Assert.Single(full6.Nodes).Node));
        Assert.Contains("No space left on device", full6.Examples[0].Message, StringComparison.Ordinal);
        Assert.Equal(full6.First, full6.Examples[0].Timestamp);
    }

    [Fact]
    public async Task What_does_not_fit_is_left_out_by_weight_and_told()
    {
        EvidencePack all = await full.Store.BuildAsync(full.Question, Ct);
        EvidencePack small = await full.Store.BuildAsync(full.Question, Ct, tokens: 1000);

        Assert.InRange(small.Budget.Used, 1, 1000);
        Assert.True(small.Timeline.Count < all.Timeline.Count);
        Assert.Contains(small.Timeline, entry => entry.Template.Contains("No space left on device", StringComparison.Ordinal));
        Assert.Contains(small.Budget.LeftOut, left => left.Contains("did not fit into 1000 tokens", StringComparison.Ordinal));
        Assert.True(small.Budget.Entries > all.Budget.Entries);
    }

    [Fact]
    public async Task A_time_without_any_log_is_no_healthy_one()
    {
        DateTime longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        EvidencePack pack = await full.Store.BuildAsync(new IncidentQuestion("what was that?", longAgo, longAgo.AddHours(1)), Ct);

        Assert.Equal("no node has a log in that time", Assert.Single(pack.Missing).Text);
        Assert.Equal(Verdict.Inconclusive, PlainExplainer.Explain(pack).Verdict);
    }

    [Fact]
    public async Task Another_node_is_tied_by_its_name()
    {
        EvidencePack pack = await full.Store.BuildAsync(full.Question with { Node = "web-1" }, Ct);

        Assert.Contains(pack.Tied, tied => tied is { Node: "db-1", Value: "db-1" } && tied.LogIds.Count > 1);
    }

    [Fact]
    public async Task What_is_bad_and_as_usual_is_told_as_normal_with_its_line()
    {
        EvidencePack pack = await full.Store.BuildAsync(full.Question with { Node = "web-1" }, Ct);

        NormalFinding usual = Assert.Single(pack.Normal, normal => normal.Text.Contains("as usual", StringComparison.Ordinal));
        Assert.Contains("(<number>: No such file or directory)", usual.Text, StringComparison.Ordinal);
        Assert.Equal("web-1", pack.LogsById()[Assert.Single(usual.LogIds)].Node);
    }

    [Fact]
    public async Task A_node_that_is_not_known_is_told_as_missing()
    {
        EvidencePack pack = await full.Store.BuildAsync(full.Question with { Node = "db-9" }, Ct);

        Assert.Contains("no log of a node called db-9", Assert.Single(pack.Missing).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_that_is_given_wins_over_the_words()
    {
        DateTime since = full.Question.Since ?? (await full.Store.BuildAsync(full.Question, Ct))
            .Subject.Window.Since.AddHours(-8);

        EvidencePack pack = await full.Store.BuildAsync(full.Question with { Since = since, Until = since.AddMinutes(30) }, Ct);

        Assert.Equal((WindowSource.Given, new TimeWindow(since, since.AddMinutes(30))),
            (pack.Subject.Source, pack.Subject.Window));
        Assert.DoesNotContain(pack.Timeline, entry => entry.Template.Contains("No space left", StringComparison.Ordinal));
        Assert.Equal("around 14:20 yesterday", pack.Subject.Phrase);
        Assert.Equal("why did the shop stop taking orders ?", pack.Subject.Topic);
    }

    public sealed class DiskFull : IAsyncLifetime
    {
        private readonly ScratchDatabase _database = new();

        internal ScenarioStore Store { get; private set; } = null!;

        internal IncidentQuestion Question { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await _database.InitializeAsync();
            Store = await ScenarioStore.OpenAsync(_database.ConnectionString, Ct);
            Question = (await Store.StoreAsync(ScenarioSet.All.Single(scenario => scenario.Name == "disk-full-postgres"), Ct))
                .Question;
        }

        public async Task DisposeAsync()
        {
            await Store.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
