using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Functions;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Gateway;
using DevMesh.Tests.Incidents;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Explaining;

/// <summary>What a gateway that hangs costs, with everything wired as in the app, over a database without logs.</summary>
public sealed class HangingGatewayTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const string Words =
        """
        {"verdict": "inconclusive", "summary": {"text": "Nothing was logged.", "log_ids": []}, "likely_cause": null, "chain": [],
         "ruled_out": []}
        """;

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
    private FakeGateway _gateway = null!;

    private int ChatsAsked => _gateway.Paths.Count(path => path == "/v1/chat/completions");

    public async Task InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("planner")]
    [InlineData("writer")]
    public async Task Only_the_first_explanation_waits_its_time_and_after_the_break_the_model_is_used(string planner)
    {
        await using ServiceProvider services = Services(planner);
        Explainer explainer = services.GetRequiredService<Explainer>();
        _gateway.HangChats();
        Task<ExplainedIncident> first = ExplainAsync(explainer);
        await _gateway.SomebodyHangs();
        _time.Advance(TimeSpan.FromSeconds(15)); // the planner's quarter
        await _gateway.SomebodyHangs();
        _time.Advance(TimeSpan.FromSeconds(45));
        ExplainedIncident explained = await first;
        Assert.Equal(
            new Unused(Refusal.TooLate, "the model did not answer within 60 s (EXPLAIN_TIMEOUT)"), explained.Unused);
        Assert.Equal(2, ChatsAsked);

        for (int i = 1; i <= 3; i++)
        {
            explained = await ExplainAsync(explainer); // the clock stands still: it waits for nothing
            Assert.Equal(
                new Unused(
                    Refusal.Unavailable,
                    "writer is left alone for another 30 s after failures in a row, the last: "
                    + "the model gateway did not answer for writer within 45 s (see EXPLAIN_TIMEOUT)"),
                explained.Unused);
            Assert.Equal(WrittenBy.Plain, explained.Explanation.WrittenBy);
        }

        Assert.Equal(2, ChatsAsked);
        _time.Advance(TimeSpan.FromSeconds(30));
        _gateway.Chat = (context, body) => FakeGateway.WriteChatAsync(context, body.GetRawText().Contains(
            "\"retrieval_plan\"", StringComparison.Ordinal) ? ExplainerTests.Plan : Words);
        explained = await ExplainAsync(explainer);
        Assert.Null(explained.Unused);
        Assert.Equal(
            (WrittenBy.Model, "Nothing was logged."), (explained.Explanation.WrittenBy, explained.Explanation.Summary.Text));
        Assert.Equal(4, ChatsAsked);
    }

    [Fact]
    public async Task While_the_gateway_goes_on_hanging_one_explanation_in_each_break_asks_it()
    {
        await using ServiceProvider services = Services(planner: "writer");
        Explainer explainer = services.GetRequiredService<Explainer>();
        _gateway.HangChats();
        Task<ExplainedIncident> first = ExplainAsync(explainer);
        foreach (int seconds in (int[])[15, 45])
        {
            await _gateway.SomebodyHangs();
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        ExplainedIncident explained = await first;
        foreach (int seconds in (int[])[60, 120, 240])
        {
            _time.Advance(TimeSpan.FromSeconds(seconds / 2));
            Task<ExplainedIncident> tries = ExplainAsync(explainer);
            await _gateway.SomebodyHangs();
            explained = await ExplainAsync(explainer);
            Assert.Contains("while another request tries it", explained.Unused?.Note, StringComparison.Ordinal);
            _time.Advance(TimeSpan.FromSeconds(15));
            string expected = $"writer is left alone for another {seconds} s";
            Assert.StartsWith(expected, (await tries).Unused?.Note, StringComparison.Ordinal);
            Assert.StartsWith(expected, (await ExplainAsync(explainer)).Unused?.Note, StringComparison.Ordinal);
        }

        Assert.Equal(5, ChatsAsked);
    }

    private ServiceProvider Services(string planner)
    {
        Dictionary<string, string> values = new()
        {
            ["MARIADB_CONNECTION"] = database.ConnectionString,
            ["EMBEDDING_DIM"] = "64",
            ["EMBEDDING_MODEL"] = "embedder",
            ["GATEWAY_URL"] = _gateway.Url.AbsoluteUri,
            ["EXPLAIN_MODEL"] = "writer",
            ["PLANNER_MODEL"] = planner,
        };
        return new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time)
            .AddDevMesh(SettingsReader.Read(values).Settings).BuildServiceProvider();
    }

    private static Task<ExplainedIncident> ExplainAsync(Explainer explainer) =>
        explainer.ExplainAsync(new IncidentQuestion("what broke?"), progress: null, default).WaitAsync(TimeSpan.FromMinutes(1));
}
