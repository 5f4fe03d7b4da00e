using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Planning;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Functions;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Incidents;

/// <summary>The time of the models, over a database without logs, in which plain code finds nothing wrong.</summary>
public sealed class ExplainerTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const string Plan = """{"since": null, "until": null, "nodes": [], "services": [], "searches": []}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PlannersPatience = TimeSpan.FromSeconds(15);

    private readonly ManualTime _time = new(Now);
    private ServiceProvider _services = null!;

    public Task InitializeAsync()
    {
        Dictionary<string, string> values = new()
        {
            ["MARIADB_CONNECTION"] = database.ConnectionString,
            ["EMBEDDING_DIM"] = "64",
        };
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time)
            .AddDevMesh(SettingsReader.Read(values).Settings).BuildServiceProvider();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _services.DisposeAsync().AsTask();

    [Fact]
    public async Task Models_that_stall_are_left_when_their_time_is_over_the_planner_first()
    {
        Task<ExplainedIncident> explaining = ExplainAsync(new ScriptedChat(StallAsync));
        await _time.SomebodyWaitsUntil(Now + PlannersPatience);
        _time.Advance(PlannersPatience);
        await _time.SomebodyWaitsUntil(Now + Patience);
        _time.Advance(Patience - PlannersPatience);
        ExplainedIncident explained = await explaining;
        Assert.Equal(
            new Unused(Refusal.TooLate, "the model did not answer within 60 s (EXPLAIN_TIMEOUT)"), explained.Unused);
        Assert.Equal((Verdict.Inconclusive, WrittenBy.Plain), (explained.Explanation.Verdict, explained.Explanation.WrittenBy));
    }

    [Fact]
    public async Task What_the_evidence_takes_is_not_taken_from_the_time_of_the_models()
    {
        ScriptedChat chat = new(Plan, SmallPack.AllIsWell);
        ExplainedIncident explained = await ExplainAsync(chat, new Slow(_time, TimeSpan.FromMinutes(10)));
        Assert.Equal(2, chat.Requests.Count);
        Assert.Equal(Refusal.Evidence, explained.Unused?.Refusal); // it was heard, and there is no log to call anything well by
    }

    [Fact]
    public async Task Writing_and_repairing_share_one_time()
    {
        ScriptedChat chat = new(
            (_, _) => Task.FromResult(Plan),
            (_, _) =>
            {
                _time.Advance(Patience - TimeSpan.FromSeconds(1));
                return Task.FromResult("no JSON");
            },
            StallAsync);
        Task<ExplainedIncident> explaining = ExplainAsync(chat);
        await _time.SomebodyWaitsUntil(Now + Patience);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.TooLate, (await explaining).Unused?.Refusal);
        Assert.Equal(3, chat.Requests.Count);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_it()
    {
        using CancellationTokenSource caller = new();
        Task<ExplainedIncident> explaining = ExplainAsync(new ScriptedChat(StallAsync), ct: caller.Token);
        await _time.SomebodyWaitsUntil(Now + PlannersPatience);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => explaining);
    }

    private static async Task<string> StallAsync(ChatRequest request, CancellationToken ct)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        return "";
    }

    private Task<ExplainedIncident> ExplainAsync(
        ScriptedChat chat, IExplainProgress? progress = null, CancellationToken ct = default) =>
        new Explainer(
            _services.GetRequiredService<QuestionReader>(),
            _services.GetRequiredService<EvidencePackBuilder>(),
            _services.GetRequiredService<IIncidentStore>(),
            new QuestionPlanner(
                chat,
                _services.GetRequiredService<IPackReader>(),
                new QuestionPlannerOptions("planner", PlannersPatience),
                _time),
            new ModelWriter(chat, new ModelWriterOptions("writer", 500)),
            new ExplainerOptions(Patience),
            _time).ExplainAsync(new IncidentQuestion("what broke?"), progress, ct);

    /// <summary>A reader of the steps who takes his time once the evidence is there.</summary>
    private sealed class Slow(ManualTime time, TimeSpan takes) : IExplainProgress
    {
        public Task AtAsync(ExplainStep step, CancellationToken ct) => Task.CompletedTask;

        public Task HaveAsync(EvidencePack pack, Explanation findings, CancellationToken ct)
        {
            time.Advance(takes);
            return Task.CompletedTask;
        }
    }
}
