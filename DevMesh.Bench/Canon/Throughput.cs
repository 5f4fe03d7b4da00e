using System.Diagnostics;
using System.Text;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Bench.Canon;

/// <summary>How fast one thread canonicalizes messages, over and over.</summary>
/// <param name="LinesPerSecond">By the CPU time of the process, so without the time that others had the core.</param>
/// <param name="LinesPerWallSecond">By the clock.</param>
/// <param name="MegabytesPerSecond">10^6 bytes of messages in UTF-8 per second of CPU.</param>
/// <param name="AllocatedPerLine">Bytes.</param>
/// <param name="ResultPerLine">Bytes of the resulting strings, as the runtime lays them out.</param>
internal sealed record Throughput(
    double LinesPerSecond, double LinesPerWallSecond, double MegabytesPerSecond, double AllocatedPerLine, double ResultPerLine)
{
    // What a string costs beside its characters: header, method table, length and terminator; objects are aligned to 8.
    private const int StringOverhead = 22;

    // Long enough for the runtime to compile what is hot to its best, even where others leave it little of the machine.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>The best of some rounds: what disturbs a round only makes it slower.</summary>
    /// <param name="round">CPU time of a round.</param>
    public static Throughput Measure(ICanonicalizer canonicalizer, string[] messages, TimeSpan round, int rounds)
    {
        double bytes = messages.Average(message => (double)Encoding.UTF8.GetByteCount(message));
        double result = messages.Average(message => SizeOfResult(message, canonicalizer.Canonicalize(message).Text));
        Run(canonicalizer, messages, WarmUp);
        Throughput best = Enumerable.Range(0, rounds).Select(_ => Run(canonicalizer, messages, round))
            .MaxBy(each => each.LinesPerSecond)!;
        return best with { MegabytesPerSecond = best.LinesPerSecond * bytes / 1e6, ResultPerLine = result };
    }

    // Nothing for a message that is its own canonical text.
    private static double SizeOfResult(string message, string text) =>
        ReferenceEquals(text, message) ? 0 : (StringOverhead + (text.Length * 2) + 7) & ~7;

    private static Throughput Run(ICanonicalizer canonicalizer, string[] messages, TimeSpan time)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        long lines = 0;
        while (process.TotalProcessorTime - cpu < time)
        {
            foreach (string message in messages)
            {
                canonicalizer.Canonicalize(message);
            }

            lines += messages.Length;
            process.Refresh();
        }

        double wall = watch.Elapsed.TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        cpu = process.TotalProcessorTime - cpu;
        return new Throughput(lines / cpu.TotalSeconds, lines / wall, 0, allocated / (double)lines, 0);
    }
}
