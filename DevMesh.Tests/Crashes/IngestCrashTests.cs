using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>The app as real processes that share a database.</summary>
public sealed class IngestCrashTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const int BatchSize = 100;

    private static readonly DateTime Start = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);

    public Task InitializeAsync() => database.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_processes_that_meet_the_same_new_templates_at_once_make_one_row_each()
    {
        await using AppProcess one = await StartAppAsync();
        await using AppProcess two = await StartAppAsync();

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            SendAsync(i % 2 == 0 ? one : two, $"node-{i}", batch: i / 2)));

        // Each pair of batches has the same messages, 100 kinds in each pair, from two nodes at once.
        Assert.Equal(6 * BatchSize, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_templates"));
        Assert.Equal(6 * BatchSize, answers.Sum(answer => answer.GetProperty("templates_created").GetInt32()));
        Assert.Equal(6 * BatchSize, await database.ScalarAsync<long>(
            "SELECT COUNT(*) FROM (SELECT template_id FROM log_events GROUP BY template_id HAVING COUNT(*) = 2) AS pairs"));
    }

    // Short vectors: how long they are does not matter here, and thousands of them are stored.
    private Task<AppProcess> StartAppAsync() => AppProcess.StartAsync(database.ConnectionString, ("EMBEDDING_DIM", "64"));

    /// <summary>A batch of 100 messages that no rule makes alike: each is a template of its own.</summary>
    private static async Task<JsonElement> SendAsync(AppProcess app, string node, int batch)
    {
        using HttpResponseMessage response = await app.Http.PostAsJsonAsync("/ingest/logs", new
        {
            node,
            logs = Enumerable.Range(0, BatchSize).Select(i => new
            {
                timestamp = Start.AddMinutes(batch).AddMilliseconds(i).ToString("O"),
                message = $"{PlainWord.Of(batch)} has met {PlainWord.Of(i)} on the way",
                service = "walk.service",
                cursor = $"{batch}-{i}",
            }),
        });
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
