using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Takeover;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.MariaDb.Takeover;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Takeover;

/// <summary>The takeover on a database of a test's own, put together as the app does.</summary>
internal sealed class TakeoverParts(ScratchDatabase scratch)
{
    private readonly BackfillParts _backfill = new(scratch, TimeProvider.System);

    public BackfillParts Backfill => _backfill;

    public IEmbedder Embedder
    {
        get => _backfill.Embedder;
        init => _backfill.Embedder = value;
    }

    public bool EmbedLogs { get; init; }

    public TakeoverOptions Options { get; init; } = TakeoverOptions.None;

    public int BatchSize { get; init; } = 10;

    public OldTables Tables { get; } = new(scratch.Database, scratch.Source, Migration.All);

    public OldRows Rows { get; } = new(scratch.Database);

    public TakeoverCount Count { get; } = new();

    public async Task<TakeoverPlan> PlanAsync() =>
        TakeoverPlan.Of(await Tables.LookAsync(default), Options, Embedder, EmbedLogs);

    /// <summary>What the verb does.</summary>
    /// <param name="taken">In place of the store of logs.</param>
    public async Task<JobResult> RunAsync(Func<ITakenLogs, ITakenLogs>? taken = null)
    {
        await PlanAsync();
        await Tables.PutAsideAsync(default);
        await scratch.MigrateAsync();
        ITakenLogs store = new TakenLogs(scratch.Database);
        TakeoverJob job = new(
            _backfill.Runner(),
            _backfill.Locks,
            Tables,
            Rows,
            taken is null ? store : taken(store),
            new OldTemplates(
                Rows, new TemplateStore(scratch.Database), _backfill.Vectors, _backfill.Catalog(), TimeProvider.System),
            _backfill.Templates(),
            _backfill.Vectors,
            new LogVectorStore(scratch.Database),
            _backfill.Canonicalizer,
            TimeProvider.System);
        return await job.RunAsync(
            await PlanAsync(), Count, new JobCall(Pace: new PaceOptions(BatchSize, TimeSpan.Zero)), default);
    }

    /// <summary>Runs it to its end, and looks whether old and new rows are as many and counts agree.</summary>
    public async Task<string> RunToTheEndAsync()
    {
        JobResult result = await RunAsync();
        Assert.True(result.End is JobEnd.Done, result.Outcome);
        await AssertGoodAsync();
        return result.Outcome;
    }

    public async Task AssertGoodAsync()
    {
        IReadOnlyList<NodeBalance> nodes =
            NodeBalance.Of(await Tables.OldNodesAsync(await PlanAsync(), default), await Tables.TakenNodesAsync(default));
        Assert.NotEmpty(nodes);
        Assert.All(nodes, node => Assert.Equal(node.Old, node.Taken));
        Assert.True(await new StoredLogs(scratch).CountsAgreeAsync());
        ActivityAudit audit = new(scratch.Database);
        foreach (DateTime hour in await audit.HoursAsync(default))
        {
            Assert.Equal(0, (await audit.RepairAsync(hour, default)).Counts);
        }
    }
}
