using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Running;

namespace DevMesh.Tests.Shipper.Running;

/// <summary>How a shipper might be doing.</summary>
internal static class Statuses
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ShipperStatus Usual = new()
    {
        Node = "n1",
        Server = "http://server:8000",
        ProcessId = 4711,
        WrittenAt = Now,
        Read = 12_345,
        Repeats = 345,
        Heartbeat = new Heartbeat
        {
            Version = "0.1.0", StartedAt = Now.AddHours(-3), Sent = 10_000, LagS = 1.5, Cursor = "s=1;i=2",
        },
    };

    public static readonly ShipperStatus Troubled = Usual with
    {
        Trouble = "503 Service Unavailable: \u001b[2Jdown",
        LastErrorAt = Now.AddMinutes(-1),
        Heartbeat = Usual.Heartbeat with
        {
            Retries = 7,
            DeadLetters = 2,
            LagS = 4000,
            Dropped = new Dictionary<string, long> { ["small"] = 3, ["large"] = 1_997 },
            Gaps = [new JournalGap(Now.AddDays(-2), Now.AddDays(-1))],
            LastError = "503 Service Unavailable: \u001b[2Jdown",
        },
    };
}
