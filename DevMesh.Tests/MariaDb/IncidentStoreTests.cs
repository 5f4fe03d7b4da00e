using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class IncidentStoreTests : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ScratchDatabase _database;
    private readonly ManualTime _time = new(Now);
    private readonly IncidentStore _store;

    public IncidentStoreTests(ScratchDatabase database)
    {
        _database = database;
        _store = new IncidentStore(database.Database, _time);
    }

    public Task InitializeAsync() => _database.ExecuteAsync("DELETE FROM incidents");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_explanation_is_an_incident_once_it_is_kept()
    {
        long id = await _store.NoteAsync(New("why?", (1, 10)), default);
        Assert.Null(await _store.FindAsync(id, default));
        Assert.Empty(await _store.ListAsync(null, 10, default));

        _time.Advance(TimeSpan.FromMinutes(5));
        Incident? kept = await _store.KeepAsync(id, "the disk", default);
        Assert.NotNull(kept);
        Assert.Equal("""{"id":1}""", kept.Answer);
        Assert.Equal(
            (id, Now.UtcDateTime, Now.UtcDateTime.AddMinutes(5), "the disk", "why?", Verdict.Explained, "disk full", "The disk was full."),
            (kept.Line.Id, kept.Line.CreatedAt, kept.Line.KeptAt, kept.Line.Title, kept.Line.Question, kept.Line.Verdict,
                kept.Line.CauseKind, kept.Line.Summary));
        Assert.Equal(["db", "web"], kept.Line.Nodes);
        Assert.Equal(id, Assert.Single(await _store.ListAsync(null, 10, default)).Id);
    }

    [Fact]
    public async Task Keeping_again_changes_the_title_and_nothing_else()
    {
        long id = await _store.NoteAsync(New("why?"), default);
        await _store.KeepAsync(id, "one", default);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("one", (await _store.KeepAsync(id, null, default))!.Line.Title);
        Incident? again = await _store.KeepAsync(id, "two", default);
        Assert.Equal(("two", Now.UtcDateTime), (again!.Line.Title, again.Line.KeptAt));
        Assert.Null(await _store.KeepAsync(id + 1000, null, default));
    }

    [Fact]
    public async Task What_nobody_keeps_is_forgotten_after_a_day()
    {
        long kept = await _store.NoteAsync(New("kept", (1, 5)), default);
        await _store.KeepAsync(kept, null, default);
        long lost = await _store.NoteAsync(New("lost", (1, 5)), default);
        _time.Advance(TimeSpan.FromHours(25));
        await _store.NoteAsync(New("later"), default);
        Assert.Null(await _store.KeepAsync(lost, null, default));
        Assert.NotNull(await _store.FindAsync(kept, default));
        Assert.Equal(1, await _database.ScalarAsync<int>("SELECT COUNT(*) FROM incident_templates"));
    }

    [Fact]
    public async Task A_list_goes_from_the_newest_on_page_by_page()
    {
        List<long> ids = [];
        for (int i = 0; i < 5; i++)
        {
            ids.Add(await _store.NoteAsync(New($"{i}"), default));
            await _store.KeepAsync(ids[^1], null, default);
        }

        ids.Reverse();
        Assert.Equal(ids[..2], (await _store.ListAsync(null, 2, default)).Select(line => line.Id));
        Assert.Equal(ids[2..], (await _store.ListAsync(ids[1], 10, default)).Select(line => line.Id));
    }

    [Fact]
    public async Task The_latest_judgement_counts()
    {
        long id = await _store.NoteAsync(New("why?"), default);
        Assert.Null(await _store.JudgeAsync(id, Judgement.Right, null, default)); // not kept yet
        await _store.KeepAsync(id, null, default);
        Assert.Equal(Judgement.Wrong, (await _store.JudgeAsync(id, Judgement.Wrong, "it was the network", default))!.Judged);
        _time.Advance(TimeSpan.FromHours(1));
        IncidentLine? line = await _store.JudgeAsync(id, Judgement.Right, null, default);
        Assert.Equal(
            (Judgement.Right, Now.UtcDateTime.AddHours(1), null), (line!.Judged!.Value, line.JudgedAt!.Value, line.JudgedNote));
        Assert.Equal(line, (await _store.FindAsync(id, default))!.Line with { Nodes = line.Nodes });
    }

    [Fact]
    public async Task Kept_incidents_that_share_much_are_similar_the_most_similar_first()
    {
        long same = await KeptAsync((1, 10), (2, 10));
        long half = await KeptAsync((1, 10), (3, 10));
        await KeptAsync((4, 20)); // nothing in common
        await _store.NoteAsync(New("not kept", (1, 10), (2, 10)), default);

        IReadOnlyList<SimilarIncident> similar = await _store.SimilarAsync(Print((1, 10), (2, 10)), 0.3, 10, default);
        Assert.Equal([(same, 1.0), (half, Math.Round(1.0 / 3, 3))], similar.Select(each => (each.Line.Id, Math.Round(each.Similarity, 3))));
        Assert.Equal(same, Assert.Single(await _store.SimilarAsync(Print((1, 10), (2, 10)), 0.3, 1, default)).Line.Id);
        Assert.Equal(same, Assert.Single(await _store.SimilarAsync(Print((1, 10), (2, 10)), 0.5, 10, default)).Line.Id);
        Assert.Empty(await _store.SimilarAsync(Print(), 0.1, 10, default));
    }

    [Fact]
    public async Task Hostile_text_comes_back_as_it_was()
    {
        string hostile = "'; DROP TABLE incidents; -- <script>\u001b[31m\u202e 💥";
        long id = await _store.NoteAsync(New(hostile), default);
        await _store.KeepAsync(id, hostile, default);
        IncidentLine line = (await _store.JudgeAsync(id, Judgement.Wrong, hostile, default))!;
        Assert.Equal((hostile, hostile, hostile), (line.Question, line.Title, line.JudgedNote));
    }

    private async Task<long> KeptAsync(params (long, double)[] weights)
    {
        long id = await _store.NoteAsync(New("q", weights), default);
        await _store.KeepAsync(id, null, default);
        return id;
    }

    private static PackFingerprint Print(params (long Id, double Weight)[] weights) => new(weights.ToDictionary(each => each.Id, each => each.Weight));

    private static NewIncident New(string question, params (long Id, double Weight)[] weights) => new(
        question, Now.UtcDateTime.AddHours(-1), Now.UtcDateTime, ["db", "web"], Verdict.Explained, "disk full", "The disk was full.",
        Print(weights), """{"id":1}""");
}
