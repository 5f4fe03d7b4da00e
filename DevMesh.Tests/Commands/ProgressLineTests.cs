using DevMesh.Domain.Backfill;
using DevMesh.Functions.Commands;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Commands;

public sealed class ProgressLineTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Theory]
    [InlineData(0, 0, 0, "job [########################] 100 %  0 of 0 rows, 0.0/s")]
    [InlineData(0, 1000, 5, "job [........................] 0 %  0 of 1,000 rows, 0.0/s")]
    [InlineData(250, 750, 10, "job [######..................] 25 %  250 of 1,000 rows, 25.0/s, 30 s left")]
    [InlineData(1000, 1_000_000, 10, "job [........................] 0 %  1,000 of 1,001,000 rows, 100.0/s, 2 h 46 min left")]
    [InlineData(1000, 0, 10, "job [########################] 100 %  1,000 of 1,000 rows, 100.0/s")]
    public void It_shows_how_far_how_fast_and_how_long(long done, long left, int seconds, string text) =>
        Assert.Equal(text, ProgressLine.Text("job", "rows", new JobProgress(done, left, TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void On_a_terminal_one_line_is_drawn_over_and_left_behind_at_the_end()
    {
        using (ProgressLine line = new("job", "rows", _output, isTerminal: true, _time))
        {
            line.Report(new JobProgress(1, 1, TimeSpan.FromSeconds(1)));
            line.Report(new JobProgress(2, 0, TimeSpan.FromSeconds(2))); // too soon to draw again
        }

        string text = _output.ToString();
        Assert.Equal(1, text.Count(c => c == '\n'));
        Assert.Equal(2, text.Count(c => c == '\r'));
        Assert.EndsWith("2 of 2 rows, 1.0/s\e[K\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_a_line_is_written_every_ten_seconds()
    {
        using ProgressLine line = new("job", "rows", _output, isTerminal: false, _time);
        for (int i = 0; i < 25; i++)
        {
            line.Report(new JobProgress(i, 25 - i, TimeSpan.FromSeconds(i)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
