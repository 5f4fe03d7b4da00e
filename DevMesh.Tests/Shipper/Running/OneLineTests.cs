using DevMesh.Shipper.Running;

namespace DevMesh.Tests.Shipper.Running;

public sealed class OneLineTests
{
    [Fact]
    public void A_run_without_trouble_is_short() =>
        Assert.Equal("sent 10,000, dropped 0, repeats 345, lag 1.5 s", OneLine.Of(Statuses.Usual));

    [Fact]
    public void Trouble_is_told_fit_for_a_terminal() => Assert.Equal(
        "sent 10,000, dropped 2,000, repeats 345, lag 1 h 6 min, retries 7, dead letters 2; 503 Service Unavailable: \\u001b[2Jdown",
        OneLine.Of(Statuses.Troubled));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.04, "0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.97, "60 s")]
    [InlineData(60, "1 min 0 s")]
    [InlineData(3_599, "59 min 59 s")]
    [InlineData(3_600, "1 h 0 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(4e9, "46296 d 7 h")]
    public void Durations_are_told_in_two_units(double seconds, string expected) => Assert.Equal(expected, Duration.Of(seconds));
}
