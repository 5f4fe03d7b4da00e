using System.Data.Common;
using Dapper;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Backfill;

/// <summary>What is killed, and how often.</summary>
/// <param name="Templates">How many lack a vector.</param>
/// <param name="Kills">SIGKILLs, spread over the work.</param>
public sealed record KillPlan(int Templates, int Kills, int BatchSize, int Dimension);

/// <summary>What was found when all was done.</summary>
/// <param name="Missed">Templates without a vector.</param>
/// <param name="Twice">Vectors beyond one per template.</param>
/// <param name="AskedAgain">Texts that the gateway was asked for more often than once, each time counted.</param>
public sealed record KillFigures(long Missed, long Twice, long AskedAgain, int Kills, TimeSpan Elapsed)
{
    /// <summary>
    /// Fills templates through the app's own timer, with a delay of 0, and kills the app again and again: now while a
    /// request is under way, now a moment after it, in which its vectors are being stored.
    /// </summary>
    /// <param name="source">An empty database with the schema.</param>
    public static async Task<KillFigures> MeasureAsync(
        KillPlan plan, string connectionString, DbDataSource source, Action<string> progress, CancellationToken ct)
    {
        await using DbConnection connection = await source.OpenConnectionAsync(ct);
        await AddTemplatesAsync(connection, plan.Templates);
        await using CountingGateway gateway = await CountingGateway.StartAsync(plan.Dimension);
        Random random = new(11);
        long started = TimeProvider.System.GetTimestamp();
        for (int i = 1; i <= plan.Kills; i++)
        {
            await using AppProcess app = await StartAsync(plan, connectionString, gateway);
            await gateway.WhenAskedAsync((long)plan.Templates * i / (plan.Kills + 1)).WaitAsync(TimeSpan.FromMinutes(5), ct);
            if (i % 2 == 0)
            {
                await Task.Delay(random.Next(40), ct);
            }

            await app.KillAsync();
            progress($"kill {i} of {plan.Kills} after {gateway.Asked:N0} of {plan.Templates:N0} texts");
        }

        await using (AppProcess app = await StartAsync(plan, connectionString, gateway))
        {
            const string finished = "SELECT COUNT(*) FROM timer_runs WHERE name = 'embeddings' AND last_finished IS NOT NULL";
            await UntilAsync(async () => await ScalarAsync(finished) > 0, ct);
        }

        long model = await ScalarAsync("SELECT id FROM embedding_models WHERE served");
        return new KillFigures(
            await MissedAsync(connection),
            await ScalarAsync($"SELECT COUNT(*) - COUNT(DISTINCT template_id) FROM template_vectors_{model}"),
            gateway.Asked - gateway.DistinctTexts,
            plan.Kills,
            TimeProvider.System.GetElapsedTime(started));

        Task<long> ScalarAsync(string sql) => connection.ExecuteScalarAsync<long>(sql, commandTimeout: 120);
    }

    /// <summary>How many templates have no vector of the model that is served.</summary>
    internal static async Task<long> MissedAsync(DbConnection connection)
    {
        long model = await connection.ExecuteScalarAsync<long>("SELECT id FROM embedding_models WHERE served");
        return await connection.ExecuteScalarAsync<long>(
            $"""
            SELECT COUNT(*) FROM log_templates t LEFT JOIN template_vectors_{model} v ON v.template_id = t.id
            WHERE v.template_id IS NULL OR t.embedding_model IS NULL
            """,
            commandTimeout: 120);
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (!await condition())
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static Task<AppProcess> StartAsync(KillPlan plan, string connectionString, CountingGateway gateway) =>
        AppProcess.StartAsync(
            connectionString,
            ("GATEWAY_URL", gateway.Url.AbsoluteUri),
            ("EMBEDDING_MODEL", "counting"),
            ("EMBEDDING_DIM", plan.Dimension.ToString()),
            ("EMBEDDING_BATCH_SIZE", plan.BatchSize.ToString()),
            ("BACKFILL_DELAY", "0s"),
            ("BACKFILL_EMBEDDINGS_SCHEDULE", "* * * * * *"));

    private static Task<int> AddTemplatesAsync(DbConnection connection, int count) => connection.ExecuteAsync(
        $"""
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen, created_at, updated_at)
        SELECT CONCAT('service ', seq, ' failed with code ', MD5(seq)), UNHEX(MD5(seq)), '1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),
               UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
        FROM seq_1_to_{count}
        """,
        commandTimeout: 120);
}
