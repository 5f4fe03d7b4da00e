using DevMesh.Bench.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>The short form of <c>./devmesh bench backfill</c>: the embedding backfill of a process that dies without warning.</summary>
public sealed class BackfillCrashTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    [Fact]
    public async Task After_SIGKILLs_no_template_is_missed_or_stored_twice_and_a_kill_costs_one_batch_at_most()
    {
        KillPlan plan = new(Templates: 2000, Kills: 3, BatchSize: 20, Dimension: 16);
        KillFigures figures = await KillFigures.MeasureAsync(plan, database.ConnectionString, database.Source, _ => { }, default);
        Assert.Equal((0, 0), (figures.Missed, figures.Twice));
        Assert.InRange(figures.AskedAgain, 0, plan.Kills * plan.BatchSize);
    }
}
