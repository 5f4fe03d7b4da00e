using DevMesh.Shipper.Shipping;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Running;

/// <summary>Tells everyone how the run goes, each at the pace that suits them: terminal, systemd, status file, server, log.</summary>
internal sealed partial class Watch(
    Observer observer, Ledger ledger, StatusFile? file, HeartbeatSender? heartbeat, SystemdNotify systemd, LiveLine? live, TimeSpan? watchdog,
    TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenFiles = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenHeartbeats = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private long _loggedSent;
    private long _loggedRetries;
    private int _toldGaps;

    public async Task RunAsync(CancellationToken stop)
    {
        Due files = new(clock, watchdog is { } most && most / 2 < BetweenFiles ? most / 2 : BetweenFiles, atOnce: true);
        Due heartbeats = new(clock, BetweenHeartbeats, atOnce: true);
        Due lines = new(clock, BetweenLines, atOnce: false);
        using PeriodicTimer timer = new(Tick, clock);
        try
        {
            do
            {
                ShipperStatus status = observer.Look();
                live?.Show(status);
                if (files.IsNow())
                {
                    Save(status);
                    systemd.Alive();
                    systemd.Status(OneLine.Of(status));
                }

                if (lines.IsNow() && live is null)
                {
                    LogProgress(status);
                }

                if (heartbeat is not null && (heartbeats.IsNow() || status.Heartbeat.Gaps.Count != _toldGaps))
                {
                    _toldGaps = status.Heartbeat.Gaps.Count;
                    await heartbeat.SendAsync(status, stop);
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>The last words of a run.</summary>
    public void Finish()
    {
        ShipperStatus status = observer.Look(stopped: true);
        live?.Finish(status);
        Save(status);
    }

    private void Save(ShipperStatus status)
    {
        try
        {
            ledger.SaveIfDirty();
            file?.Save(status);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnsaved(log, e.Message);
        }
    }

    private void LogProgress(ShipperStatus status)
    {
        if (status.Heartbeat.Sent != _loggedSent || status.Heartbeat.Retries != _loggedRetries)
        {
            LogLine(log, OneLine.Of(status));
            _loggedSent = status.Heartbeat.Sent;
            _loggedRetries = status.Heartbeat.Retries;
        }
    }

    [LoggerMessage(21, LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);

    [LoggerMessage(22, LogLevel.Warning, "the status could not be written down: {Reason}")]
    private static partial void LogUnsaved(ILogger log, string reason);

    /// <summary>Whether the time for something has come again.</summary>
    private sealed class Due(TimeProvider clock, TimeSpan interval, bool atOnce)
    {
        private long _last = atOnce ? long.MinValue : clock.GetTimestamp();

        public bool IsNow()
        {
            long now = clock.GetTimestamp();
            if (_last != long.MinValue && clock.GetElapsedTime(_last, now) < interval)
            {
                return false;
            }

            _last = now;
            return true;
        }
    }
}
