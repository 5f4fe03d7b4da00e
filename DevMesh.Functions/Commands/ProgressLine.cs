using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.Commands;

/// <summary>
/// A bar with count, rate and time left. On a terminal one line that is drawn over; elsewhere a line now and then, so that
/// the log of a cron job stays short. Ends with its disposal.
/// </summary>
internal sealed class ProgressLine(string name, string unit, TextWriter output, bool isTerminal, TimeProvider clock)
    : IProgress<JobProgress>, IDisposable
{
    private const int BarWidth = 24;

    private readonly TimeSpan _every = isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10);
    private long? _drawnAt;
    private JobProgress _last;
    private bool _isOpen;

    /// <summary>The last that was told, in words.</summary>
    public string Words => $"{_last.Done:N0} {unit} done, {_last.Left:N0} left";

    public void Report(JobProgress value)
    {
        _last = value;
        if (_drawnAt is not { } at || clock.GetElapsedTime(at) >= _every)
        {
            _drawnAt = clock.GetTimestamp();
            Draw();
        }
    }

    /// <summary>Leaves the last state behind on a line of its own.</summary>
    public void Dispose()
    {
        if (_isOpen)
        {
            Draw();
            output.WriteLine();
            _isOpen = false;
        }
    }

    internal static string Duration(TimeSpan time) =>
        time < TimeSpan.FromSeconds(10) ? $"{time.TotalSeconds:N1} s"
        : time < TimeSpan.FromMinutes(1) ? $"{time.TotalSeconds:N0} s"
        : time < TimeSpan.FromHours(1) ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";

    internal static string Left(JobProgress progress, string unit) => progress.Left == 0 ? "" : $"{progress.Left:N0} {unit} are left. ";

    internal static string Text(string name, string unit, JobProgress progress)
    {
        long total = progress.Done + progress.Left;
        double part = total == 0 ? 1 : (double)progress.Done / total;
        int full = (int)(part * BarWidth);
        string left = progress.TimeLeft is { } time && progress.Left > 0 ? $", {Duration(time)} left" : "";
        return $"{name} [{new string('#', full)}{new string('.', BarWidth - full)}] {part:P0}  "
            + $"{progress.Done:N0} of {total:N0} {unit}, {progress.PerSecond:N1}/s{left}";
    }

    private void Draw()
    {
        string text = Text(name, unit, _last);
        if (isTerminal)
        {
            output.Write($"\r{text}\e[K"); // the rest of a longer line before it is cleared
            _isOpen = true;
        }
        else
        {
            output.WriteLine(text);
        }

        output.Flush();
    }
}
