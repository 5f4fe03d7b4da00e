using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>The app as real processes that share a database, and that die without warning.</summary>
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

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task After_a_SIGKILL_in_the_middle_of_ingest_no_batch_is_half_there_and_a_resend_completes_all(int killAfter)
    {
        const int batches = 16;
        int acknowledged = 0;
        List<int> taken = [];
        await using (AppProcess app = await StartAppAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async sender =>
            {
                for (int batch = sender; batch < batches; batch += 4)
                {
                    try
                    {
                        await SendAsync(app, "gpu-node", batch);
                    }
                    catch (HttpRequestException)
                    {
                        return; // killed
                    }

                    lock (taken)
                    {
                        taken.Add(batch);
                    }

                    if (Interlocked.Increment(ref acknowledged) == killAfter)
                    {
                        await app.KillAsync();
                    }
                }
            }));
        }

        Dictionary<long, long> before = await RowsPerBatchAsync();
        Assert.All(before.Values, rows => Assert.Equal(BatchSize, rows));
        Assert.All(taken, batch => Assert.Contains(batch, before.Keys));
        await using AppProcess again = await StartAppAsync();
        for (int batch = 0; batch < batches; batch++)
        {
            await SendAsync(again, "gpu-node", batch);
        }

        Assert.Equal(batches, (await RowsPerBatchAsync()).Count(pair => pair.Value == BatchSize));
        Assert.Equal(batches * BatchSize, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(batches * BatchSize, await database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
        Assert.Equal(0, await database.ScalarAsync<long>(
            "SELECT COUNT(*) FROM log_events e LEFT JOIN log_templates t ON t.id = e.template_id WHERE t.embedding_model IS NULL"));
    }

    // Short vectors: how long they are does not matter here, and thousands of them are stored.
    private Task<AppProcess> StartAppAsync() => AppProcess.StartAsync(database.ConnectionString, ("EMBEDDING_DIM", "64"));

    private async Task<Dictionary<long, long>> RowsPerBatchAsync()
    {
        Dictionary<long, long> rows = [];
        for (int batch = 0; batch < 16; batch++)
        {
            long count = await database.ScalarAsync<long>(
                "SELECT COUNT(*) FROM log_events WHERE timestamp >= @From AND timestamp < @To",
                new { From = Start.AddMinutes(batch), To = Start.AddMinutes(batch + 1) });
            if (count > 0)
            {
                rows.Add(batch, count);
            }
        }

        return rows;
    }

    /// <summary>A batch of 100 messages that no rule makes alike: each is a template of its own.</summary>
    private static async Task<JsonElement> SendAsync(AppProcess app, string node, int batch)
    {
        using HttpResponseMessage response = await app.Http.PostAsJsonAsync("/ingest/logs", new
        {
            node,
            logs = Enumerable.Range(0, BatchSize).Select(i => new
            {
                timestamp = Start.AddMinutes(batch).AddMilliseconds(i).ToString("O"),
                message = $"{Word(batch)} has met {Word(i)} on the way",
                service = "walk.service",
                cursor = $"{batch}-{i}",
            }),
        });
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A word of letters only, another one for each number.</summary>
    private static string Word(int number) =>
        string.Concat("Mr", (char)('a' + (number / 676)), (char)('a' + (number / 26 % 26)), (char)('a' + (number % 26)), "son");
}
