using DevMesh.Bench.Soak;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Bench.Soak;

public sealed class HoldingRetentionTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>
{
    [Fact]
    public async Task The_newest_logs_stay_however_young_the_others_are()
    {
        StoredLogs logs = new(scratch);
        HeldRows rows = new(keep: 10);
        long template = await logs.TemplateAsync("<number> things", "2");
        for (int i = 0; i < 25; i++)
        {
            await logs.AddAsync($"{i} things", template); // received a minute after the one before
            rows.Add(StoredLogs.Start.AddMinutes(i).AddSeconds(1), 1);
        }

        await new HoldingRetention(scratch.Source, rows, batchSize: 4).HoldAsync(Assert.Fail, default);

        Assert.Equal(10, rows.Count);
        Assert.Equal(10, await scratch.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(StoredLogs.Start.AddMinutes(15), await scratch.ScalarAsync<DateTime>("SELECT MIN(received_at) FROM log_events"));
        Assert.True(await logs.CountsAgreeAsync());
    }
}
