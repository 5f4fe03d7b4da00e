using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>Retention as a process that dies without warning, while an app stores logs of the same templates and hours.</summary>
public sealed class RetentionCrashTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    private const int BatchSize = 100;
    private const int Batches = 30;

    private static readonly DateTime Start = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);

    private static readonly (string Name, string Value)[] Settings =
        [("RETENTION_DAYS", "30"), ("RETENTION_BATCH_SIZE", "20"), ("RETENTION_DELAY", "0s")];

    [Fact]
    public async Task After_SIGKILLs_amid_ingest_counts_equal_rows_and_the_next_run_deletes_what_is_left()
    {
        await using AppProcess app = await AppProcess.StartAsync(database.ConnectionString, ("EMBEDDING_DIM", "64"));
        for (int batch = 0; batch < Batches; batch++)
        {
            await SendAsync(app, batch);
        }

        await database.ExecuteAsync("UPDATE log_events SET received_at = received_at - INTERVAL 31 DAY");
        for (int kill = 1; kill <= 3; kill++)
        {
            long before = await OldAsync();
            await Task.WhenAll(
                SendSomeAsync(app, kill),
                Verb.KillWhenAsync(async () => await OldAsync() < before, database.ConnectionString, ["retention"], Settings));
            await AssertCountsAgreeAsync();
        }

        Assert.InRange(await OldAsync(), 1, (Batches * BatchSize) - 3); // each was killed after it began and before its end
        Task storing = SendSomeAsync(app, 4);
        int code = 1;
        for (int attempt = 0; code != 0 && attempt < 10; attempt++)
        {
            // The server may not yet have given up the lock of the killed one.
            (code, _, _) = await Verb.RunAsync(database.ConnectionString, ["retention"], Settings);
        }

        await storing;
        Assert.Equal(0, code);
        Assert.Equal(0, await OldAsync());
        Assert.Equal(4 * Batches * BatchSize, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        await AssertCountsAgreeAsync();
    }

    private Task<long> OldAsync() =>
        database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events WHERE received_at < UTC_TIMESTAMP() - INTERVAL 30 DAY");

    private async Task AssertCountsAgreeAsync()
    {
        Assert.True(await new StoredLogs(database).CountsAgreeAsync());
        ActivityAudit audit = new(database.Database);
        foreach (DateTime hour in await audit.HoursAsync(default))
        {
            Assert.Equal(0, (await audit.RepairAsync(hour, default)).Counts);
        }
    }

    private static async Task SendSomeAsync(AppProcess app, int part)
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            await SendAsync(app, (part * Batches) + batch);
        }
    }

    private static async Task SendAsync(AppProcess app, int batch)
    {
        using HttpResponseMessage response = await app.Http.PostAsJsonAsync("/ingest/logs", new
        {
            node = "gpu-node",
            logs = Enumerable.Range(0, BatchSize).Select(i => new
            {
                timestamp = Start.AddMilliseconds((batch * BatchSize) + i).ToString("O"),
                message = i % 2 == 0 ? $"connection from 203.0.113.{batch} was closed" : $"request {i} failed",
                cursor = $"{batch}-{i}",
            }),
        });
        response.EnsureSuccessStatusCode();
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(BatchSize, answer.GetProperty("stored").GetInt32());
    }
}
