using System.Data.Common;
using System.Text.Json;
using Dapper;
using DevMesh.Bench.Ingest;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Backfill;

/// <summary>How ingest does while the gateway is up and while it is down, and how long what was missed takes afterwards.</summary>
/// <param name="Up">Logs per second while it is up, the median of the rounds.</param>
/// <param name="Down">The same while it is down.</param>
/// <param name="Behind">Templates without a vector when it came back.</param>
/// <param name="Missed">Templates without a vector when nothing was left to do.</param>
internal sealed record OutageFigures(double Up, double Down, long Templates, long Behind, long Missed, TimeSpan CaughtUp)
{
    private const int BatchSize = 1000;
    private const int NewPerBatch = 50;
    private const int Senders = 4;

    public static async Task<OutageFigures> MeasureAsync(
        int rounds, int batches, int dimension, string connectionString, DbDataSource source, CancellationToken ct)
    {
        await using CountingGateway gateway = await CountingGateway.StartAsync(dimension);
        await using AppProcess app = await AppProcess.StartAsync(
            connectionString,
            ("GATEWAY_URL", gateway.Url.AbsoluteUri),
            ("EMBEDDING_MODEL", "counting"),
            ("EMBEDDING_DIM", dimension.ToString()),
            ("BACKFILL_DELAY", "0s"),
            ("BACKFILL_EMBEDDINGS_SCHEDULE", "* * * * * *"));
        await using DbConnection connection = await source.OpenConnectionAsync(ct);
        int next = 0;
        await SendAsync(); // warms up
        List<double> up = [];
        List<double> down = [];
        for (int i = 0; i < rounds; i++)
        {
            gateway.IsDown = false;
            up.Add(await SendAsync());
            gateway.IsDown = true;
            down.Add(await SendAsync());
            Report.Progress($"round {i + 1} of {rounds}: {up[^1]:N0} logs/s with the gateway up, {down[^1]:N0} with it down");
        }

        long behind = await LackingAsync();
        gateway.IsDown = false;
        long started = TimeProvider.System.GetTimestamp();
        await KillFigures.UntilAsync(async () => await LackingAsync() == 0, ct);
        return new OutageFigures(
            Percentile.Of(up, 50),
            Percentile.Of(down, 50),
            await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM log_templates"),
            behind,
            await LackingAsync(),
            TimeProvider.System.GetElapsedTime(started));

        async Task<double> SendAsync()
        {
            byte[][] bodies = [.. Enumerable.Range(0, batches).Select(_ => Body(next++))];
            Sending sent = await app.ExplainAsync(http => Sending.RunAsync(http, bodies, Senders));
            return (double)batches * BatchSize / sent.Elapsed.TotalSeconds;
        }

        Task<long> LackingAsync() => connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM log_templates WHERE embedding_model IS NULL", commandTimeout: 120);
    }

    /// <summary>A batch in which one message of twenty is of a kind that no other batch has.</summary>
    private static byte[] Body(int batch) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        node = $"node-{batch % 8}",
        logs = Enumerable.Range(0, BatchSize).Select(i => new
        {
            timestamp = new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc).AddSeconds(batch).AddMicroseconds(i * 900).ToString("O"),
            message = i < NewPerBatch
                ? $"the unit {PlainWord.Of(batch)} has met {PlainWord.Of(i)} and failed"
                : $"accepted connection {i} from 10.0.{i % 256}.{batch % 256} port {i + 1024} for {PlainWord.Of(i % 97)}",
            service = "walk.service",
            cursor = $"{batch}-{i}",
        }),
    });
}
