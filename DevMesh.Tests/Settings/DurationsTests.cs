using DevMesh.Functions.Settings;

namespace DevMesh.Tests.Settings;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("25m", 1_500_000)]
    [InlineData("1 h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("0s", 0)]
    [InlineData("00:00:30", 30_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void A_number_with_its_unit_is_a_duration(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("-00:00:05")]
    [InlineData("5S")]
    [InlineData("5 sec")]
    [InlineData("1e5s")]
    [InlineData("99999999999999999d")]
    [InlineData("1:2:3:4:5")]
    public void Anything_else_is_not(string text) => Assert.False(Durations.TryParse(text, out _));
}
