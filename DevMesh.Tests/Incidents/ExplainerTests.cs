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
    /// <summary>A plan that adds nothing.</summary>
    internal const string Plan = """{"since": null, "until": null, "nodes": [], "services": [], "searches": []}""";

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
    public async Task Models_that_do_not_end_by_themselves_are_left_a_moment_later()
    {
        Task<ExplainedIncident> explaining = ExplainAsync(new ScriptedChat(NeverAsync));
        await _time.SomebodyWaitsUntil(Now + PlannersPatience + ChatInTime.Grace);
        _time.Advance(PlannersPatience + ChatInTime.Grace);
        await _time.SomebodyWaitsUntil(Now + Patience + ChatInTime.Grace);
        _time.Advance(Patience - PlannersPatience);
        Assert.Equal(Refusal.TooLate, (await explaining).Unused?.Refusal);
    }

    [Fact]
    public async Task Each_request_has_what_the_ones_before_it_left()
    {
        ScriptedChat chat = new(Answer(5, Plan), Answer(20, "no JSON"), Answer(0, SmallPack.AllIsWell));
        await ExplainAsync(chat);
        Assert.Equal([15, 55, 35], chat.Requests.Select(request => request.Patience.TotalSeconds));

        Func<ChatRequest, CancellationToken, Task<string>> Answer(int seconds, string answer) => (_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            return Task.FromResult(answer);
        };
    }

    [Fact]
    public async Task A_model_is_not_asked_when_no_time_is_left_for_it()
    {
        ScriptedChat chat = new(
            (_, _) => Task.FromResult(Plan),
            (_, _) =>
            {
                _time.Advance(Patience);
                return Task.FromResult("no JSON");
            });
        Assert.Equal(Refusal.TooLate, (await ExplainAsync(chat)).Unused?.Refusal);
        Assert.Equal(2, chat.Requests.Count);
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

    private async Task<string> StallAsync(ChatRequest request, CancellationToken ct)
    {
        await Task.Delay(request.Patience, _time, ct);
        throw new ChatUnavailableException("too late") { IsTooLate = true };
    }

    private static async Task<string> NeverAsync(ChatRequest request, CancellationToken ct)
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
            new ModelWriter(chat, new ModelWriterOptions("writer", 500), _time),
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
