using System.Text.Json;
using DevMesh.Bench.Soak;

namespace DevMesh.Tests.Bench.Soak;

public sealed class LiveBatchesTests
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    // As the generated ones are written; the message looks like an entry of its own.
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(new
    {
        node = "gpu-node",
        logs = Enumerable.Range(0, 3).Select(i => new
        {
            timestamp = "2026-11-01T00:00:00.000000Z",
            message = """{"timestamp":"2026-11-01T00:00:00.000000Z","cursor":"s=0123456789abcdef"}""",
            cursor = $"s=0123456789abcdef0123456789abcdef;i={i}",
        }),
    });

    [Fact]
    public void A_batch_has_the_time_of_now_and_cursors_of_its_own_in_each_pass()
    {
        LiveBatches batches = new([Body]);

        JsonElement first = Parse(batches.Next(Now, out int logs));
        JsonElement second = Parse(batches.Next(Now.AddSeconds(1), out _));

        Assert.Equal((3, 3.0), (logs, batches.MeanLogs));
        Assert.Equal(
            ["2026-11-24T12:00:00.000000Z", "2026-11-24T12:00:00.000001Z", "2026-11-24T12:00:00.000002Z"], Texts(first, "timestamp"));
        Assert.Equal("2026-11-24T12:00:01.000000Z", Texts(second, "timestamp")[0]);
        Assert.Equal(6, Texts(first, "cursor").Concat(Texts(second, "cursor")).Distinct().Count());
        Assert.Equal(Texts(Parse(Body), "message"), Texts(second, "message"));
    }

    private static JsonElement Parse(byte[] batch) => JsonSerializer.Deserialize<JsonElement>(batch).GetProperty("logs");

    private static string[] Texts(JsonElement logs, string member) => [.. logs.EnumerateArray().Select(log => log.GetProperty(member).GetString()!)];
}
