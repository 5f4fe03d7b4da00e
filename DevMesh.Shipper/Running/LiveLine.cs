using System.Globalization;

namespace DevMesh.Shipper.Running;

/// <summary>Counts that are written over themselves, for someone who started the shipper by hand.</summary>
/// <param name="columns">The width of the terminal; a longer line would scroll.</param>
internal sealed class LiveLine(TextWriter terminal, Func<int> columns, TimeProvider clock)
{
    private const string ClearLine = "\r\e[K";

    private readonly long _started = clock.GetTimestamp();
    private long _lastLook = clock.GetTimestamp();
    private long _lastRead;

    public void Show(ShipperStatus status)
    {
        long now = clock.GetTimestamp();
        double seconds = clock.GetElapsedTime(_lastLook, now).TotalSeconds;
        double rate = seconds > 0 ? (status.Read - _lastRead) / seconds : 0;
        _lastLook = now;
        _lastRead = status.Read;
        Write(string.Create(CultureInfo.InvariantCulture, $"{rate:N0}/s  {OneLine.Of(status)}"));
    }

    /// <summary>Leaves the line standing, with the rate of the whole run.</summary>
    public void Finish(ShipperStatus status)
    {
        double seconds = Math.Max(clock.GetElapsedTime(_started).TotalSeconds, 0.001);
        Write(string.Create(CultureInfo.InvariantCulture, $"{status.Read / seconds:N0}/s  {OneLine.Of(status)}"));
        terminal.WriteLine();
    }

    private void Write(string line)
    {
        int room = Math.Max(20, columns()) - 1;
        lock (terminal)
        {
            terminal.Write(ClearLine + (line.Length > room ? line[..room] : line));
            terminal.Flush();
        }
    }
}
