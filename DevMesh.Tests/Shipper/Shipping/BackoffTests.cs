using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class BackoffTests
{
    private readonly Backoff _longest = new(() => 0.999999999);
    private readonly Backoff _shortest = new(() => 0);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(6, 16)]
    [InlineData(7, 30)]
    [InlineData(1000, 30)]
    [InlineData(int.MaxValue, 30)]
    public void It_doubles_up_to_the_cap_and_half_of_it_is_random(int failures, double seconds)
    {
        Assert.Equal(seconds, _longest.Delay(failures, null).TotalSeconds, 3);
        Assert.Equal(seconds / 2, _shortest.Delay(failures, null).TotalSeconds, 3);
    }

    [Fact]
    public void What_the_server_asks_for_is_never_undercut()
    {
        Assert.Equal(TimeSpan.FromSeconds(120), _longest.Delay(1, TimeSpan.FromSeconds(120)));
        Assert.Equal(0.25, _shortest.Delay(1, TimeSpan.FromSeconds(-5)).TotalSeconds, 3);
        Assert.Equal(15, _shortest.Delay(10, TimeSpan.FromSeconds(1)).TotalSeconds, 3);
    }

    [Fact]
    public void No_server_silences_a_node_for_more_than_an_hour() =>
        Assert.Equal(TimeSpan.FromHours(1), _shortest.Delay(1, TimeSpan.FromDays(1000)));
}
