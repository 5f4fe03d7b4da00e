using DevMesh.Shipper.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

public sealed class LiveLineTests : IDisposable
{
    private readonly ManualTime _time = new(Statuses.Now);
    private readonly StringWriter _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Each_look_overwrites_the_line_with_the_rate_since_the_last_one()
    {
        LiveLine line = new(_terminal, () => 200, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        line.Show(Statuses.Usual with { Read = 1000 });
        _time.Advance(TimeSpan.FromSeconds(2));
        line.Show(Statuses.Usual with { Read = 5000 });

        string[] lines = _terminal.ToString().Split("\r\e[K");
        Assert.Equal(["", "1,000/s", "2,000/s"], lines.Select(each => each.Split(' ')[0]));
        Assert.DoesNotContain("\n", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_one_stands_with_the_rate_of_the_whole_run()
    {
        LiveLine line = new(_terminal, () => 200, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        line.Show(Statuses.Usual with { Read = 1000 });
        _time.Advance(TimeSpan.FromSeconds(3));
        line.Finish(Statuses.Usual with { Read = 1000 });

        Assert.EndsWith(
            $"\r\e[K250/s  {OneLine.Of(Statuses.Usual)}{Environment.NewLine}", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 29)]
    [InlineData(0, 19)]
    public void No_line_is_longer_than_the_terminal_is_wide(int columns, int expected)
    {
        new LiveLine(_terminal, () => columns, _time).Show(Statuses.Troubled);

        Assert.Equal(expected, _terminal.ToString()["\r\e[K".Length..].Length);
    }

    [Fact]
    public void A_look_in_no_time_has_no_rate()
    {
        new LiveLine(_terminal, () => 200, _time).Show(Statuses.Usual);

        Assert.StartsWith("\r\e[K0/s  ", _terminal.ToString(), StringComparison.Ordinal);
    }
}
