using System.Globalization;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Bench.Shipping;
using DevMesh.Bench.Shipping.Journals;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;

namespace DevMesh.Bench.Faults;

/// <summary>
/// The real shipper, which follows a real journal that is written to all the time. What it takes for acknowledged is what its
/// position says, on disk: those entries it never reads again.
/// </summary>
internal sealed class ShipperSender : ISender
{
    private const int PerWrite = 50;
    private const long MicrosPerLog = 100;

    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

    private readonly long _startMicros =
        (Rfc3339.ToMicroseconds(TimeProvider.System.GetUtcNow().UtcDateTime) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly string[] _command;
    private readonly string _state;
    private readonly NumberedLogs _logs;
    private readonly JournalWriter _journal;
    private readonly CancellationTokenSource _finish = new();
    private readonly Task _writing;
    private Child _shipper;
    private int _sent;
    private int? _ended;

    /// <param name="folder">An empty one, for its journal and its state.</param>
    /// <param name="command">How the shipper is run: a program and its first arguments.</param>
    public ShipperSender(string node, string folder, Uri server, IEnumerable<string> command, NumberedLogs logs)
    {
        Node = node;
        _logs = logs;
        string journal = Directory.CreateDirectory(Path.Combine(folder, "journal")).FullName;
        _state = Directory.CreateDirectory(Path.Combine(folder, "state")).FullName;
        _command =
        [
            .. command, "run", "--directory", journal, "--server", server.ToString(), "--node", node, "--state", _state,
            "--start", "all", "--filter", "none", "--batch-count", "100", "--batch-age", "50",
        ];
        _journal = JournalWriter.Open(Path.Combine(journal, "system.journal"), node);
        _writing = WriteAsync();
        _shipper = Start();
    }

    public string Node { get; }

    public int Sent => Volatile.Read(ref _sent);

    public int Acknowledged => _ended ?? Committed();

    public int Whole => 1;

    public bool IsAcknowledged(int number) => number < Acknowledged;

    public async Task KillAsync() => await _shipper.DisposeAsync(); // a SIGKILL

    public async Task StopAsync(CancellationToken ct)
    {
        await Signals.SendAsync(_shipper.Process, "TERM");
        if (!await _shipper.EndsWithinAsync(LongestStop, ct))
        {
            throw new InvalidOperationException($"the shipper did not stop within {LongestStop.TotalSeconds} s:\n{_shipper.Log}");
        }

        await _shipper.DisposeAsync();
    }

    public void StartAgain() => _shipper = Start();

    /// <summary>After a good end of a run with <c>--once</c> everything that was in the journal is said to be at the server.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        if (_ended is not null)
        {
            return;
        }

        await _finish.CancelAsync();
        await _writing;
        await _journal.CloseAsync(ct);
        await StopAsync(ct);
        await using Child last = Start("--once");
        if (!await last.EndsWithinAsync(LongestEnd, ct) || last.Process.ExitCode != 0)
        {
            throw new InvalidOperationException($"the last run of the shipper did not come to a good end:\n{last.Log}");
        }

        _ended = Committed();
    }

    public async ValueTask DisposeAsync()
    {
        await _finish.CancelAsync();
        await _writing;
        await _shipper.DisposeAsync();
        await _journal.DisposeAsync();
        _finish.Dispose();
    }

    private Child Start(params IEnumerable<string> more) => Child.Start(_command[0], [.. _command.Skip(1), .. more]);

    private async Task WriteAsync()
    {
        while (!_finish.IsCancellationRequested)
        {
            for (int i = 0; i < PerWrite; i++)
            {
                int number = _sent;
                await _journal.WriteAsync(
                    new TrafficLog(
                        DateTime.UnixEpoch.AddMicroseconds(_startMicros + (number * MicrosPerLog)),
                        Node, "numbered.service", "numbered", 4711, Level.Info, _logs.Message(number), Cursor: ""),
                    CancellationToken.None);
                Volatile.Write(ref _sent, number + 1);
            }

            await _journal.FlushAsync(CancellationToken.None);
            await Task.Delay(BetweenWrites);
        }
    }

    /// <summary>How many entries lie up to the cursor of its position; the time in it tells which entry it is of.</summary>
    private int Committed()
    {
        string path = Path.Combine(_state, "position.json");
        if (!File.Exists(path))
        {
            return 0;
        }

        using JsonDocument position = JsonDocument.Parse(File.ReadAllBytes(path));
        string? cursor = position.RootElement.GetProperty("cursor").GetString();
        string? time = cursor?.Split(';').FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal));
        return time is null
            ? 0
            : (int)((long.Parse(time.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - _startMicros) / MicrosPerLog) + 1;
    }
}
