using System.Diagnostics;

namespace DevMesh.Bench.Shipping;

/// <summary>What a process uses, from /proc.</summary>
internal static class ProcessUsage
{
    /// <summary>Anonymous memory in MB (10^6 bytes): its own, unlike the journal files that it maps.</summary>
    public static double AnonymousMegabytes(int id)
    {
        string line = File.ReadLines($"/proc/{id}/status").First(each => each.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("RssAnon:".Length, line.Length - "RssAnon:".Length - "kB".Length)) * 1024 / 1e6;
    }

    /// <summary>CPU time of user and system since it was started.</summary>
    public static TimeSpan CpuTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
