using DevMesh.Bench.Soak;

namespace DevMesh.Tests.Bench.Soak;

public sealed class SoakVerdictTests
{
    private const double Rate = 1000;
    private const long Keep = 100_000;

    [Fact]
    public void A_calm_run_holds_everything()
    {
        Assert.All(Judge(minute => minute), verdict => Assert.True(verdict.Holds, verdict.ToString()));
    }

    [Fact]
    public void A_single_bad_minute_is_no_trend()
    {
        Assert.All(
            Judge((minute, i) => i == 5 ? minute with { IngestP99 = 900, QueryP99 = 900, Megabytes = 300 } : minute),
            verdict => Assert.True(verdict.Holds, verdict.ToString()));
    }

    [Fact]
    public void One_error_is_one_too_many() => AssertFails("no error", (minute, i) => i == 3 ? minute with { Errors = 1 } : minute);

    [Fact]
    public void A_rate_that_is_not_kept_fails() => AssertFails("the rate is kept", (minute, _) => minute with { LogsPerSecond = 970 });

    [Fact]
    public void A_table_that_grows_fails() => AssertFails("retention holds", (minute, i) => minute with { Rows = Keep + (i * 1000) });

    [Fact]
    public void Memory_that_grows_fails() => AssertFails("memory of the app is flat", (minute, i) => minute with { Megabytes = 100 + (2 * i) });

    [Fact]
    public void Answers_that_take_longer_and_longer_fail()
    {
        AssertFails("p99 of ingest does not grow", (minute, i) => minute with { IngestP99 = 80 + (5 * i) });
        AssertFails("p99 of queries does not grow", (minute, i) => minute with { QueryP99 = 80 + (5 * i) });
    }

    [Fact]
    public void A_short_run_says_nothing_of_trends()
    {
        IReadOnlyList<SoakVerdict> verdicts = SoakVerdict.Of([.. Minutes((minute, _) => minute).Take(3)], Rate, Keep);

        Assert.Equal([true, true, true, null, null, null], verdicts.Select(verdict => verdict.Holds));
    }

    [Fact]
    public void The_slope_is_the_median_of_all_pairs() => Assert.Equal(2, SoakVerdict.Slope([1, 3, 5, 99, 9]));

    private static void AssertFails(string what, Func<SoakMinute, int, SoakMinute> change) =>
        Assert.Equal(what, Assert.Single(Judge(change), verdict => verdict.Holds == false).What);

    private static IReadOnlyList<SoakVerdict> Judge(Func<SoakMinute, SoakMinute> change) => Judge((minute, _) => change(minute));

    private static IReadOnlyList<SoakVerdict> Judge(Func<SoakMinute, int, SoakMinute> change) => SoakVerdict.Of(Minutes(change), Rate, Keep);

    /// <summary>Ten of which the first is that of a start.</summary>
    private static SoakMinute[] Minutes(Func<SoakMinute, int, SoakMinute> change) => [.. Enumerable.Range(0, 10).Select(i => change(
        new SoakMinute(
            Rate, IngestP50: 20, IngestP99: i == 0 ? 500 : 80 + (i % 2), QueryP50: 10, QueryP99: 60 + (i % 3), Queries: 480, Errors: 0,
            Megabytes: i == 0 ? 60 : 100 + (i % 2), Rows: Keep + (i % 2)),
        i))];
}
