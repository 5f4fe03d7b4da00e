using DevMesh.Domain.Incidents.Detection;

namespace DevMesh.Tests.Incidents.Detection;

public sealed class RateTestTests
{
    [Fact]
    public void What_is_expected_does_not_surprise() => Assert.Equal(0, RateTest.Score(10, 10, 1), 9);

    [Theory]
    [InlineData(40, 10)]
    [InlineData(0, 10)]
    public void Score_IsHalfTheLogLikelihoodRatio(double count, double expected)
    {
        double half = (count > 0 ? count * Math.Log(count / expected) : 0) - (count - expected);

        Assert.Equal(half, RateTest.Score(count, expected, 1), 9);
        Assert.Equal(half / 4, RateTest.Score(count, expected, 4), 9);
    }

    [Fact]
    public void A_first_line_says_more_after_a_long_baseline()
    {
        double afterAnHour = RateTest.Score(1, RateTest.Expected(1, 0, 1), 1);
        double afterAWeek = RateTest.Score(1, RateTest.Expected(1, 0, 168), 1);

        Assert.True(afterAnHour < 1 && afterAWeek > 4, $"{afterAnHour}, {afterAWeek}");
    }

    [Fact]
    public void Dispersion_IsOneForEvenCounts_AndLargeForABurst()
    {
        Assert.Equal(1, RateTest.Dispersion(sum: 24, sumOfSquares: 24, hours: 24));
        Assert.True(RateTest.Dispersion(sum: 240, sumOfSquares: 240 * 240, hours: 24) > 100);
    }
}
