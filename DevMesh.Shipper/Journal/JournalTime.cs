namespace DevMesh.Shipper.Journal;

/// <summary>The journal's time, whole microseconds since 1970 UTC, and .NET's.</summary>
internal static class JournalTime
{
    /// <summary>The last microsecond of the year 9999, the latest that RFC 3339 can write.</summary>
    public const long LatestMicros = 253_402_300_799_999_999;

    public static DateTime ToUtc(long micros) =>
        DateTime.UnixEpoch.AddTicks(Math.Clamp(micros, 0, LatestMicros) * TimeSpan.TicksPerMicrosecond);

    public static long ToMicros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
