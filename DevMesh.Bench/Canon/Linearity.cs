using System.Diagnostics;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Bench.Canon;

/// <summary>Time per character of messages of 1, 8 and 64 KiB: the same for all when time is linear in their length.</summary>
internal static class Linearity
{
    public static readonly int[] Sizes = [1024, 8 * 1024, 64 * 1024];

    private const int Rounds = 7;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(40);

    /// <summary>What the messages are made of: a name, and a text that is repeated.</summary>
    public static IEnumerable<(string Name, string Text)> Kinds(string[] sample) =>
    [
        ("journal text", string.Join(' ', sample)),
        ("one token", "a1-b2_"),
        ("numbers", "1 2,3;4 "),
        ("keys", "user=\"a\" name='b' x=0x1f "),
        ("quotes", "query=\"\\\" "),
        ("colons", "a:1:b::"),
        ("slashes", "a/1/"),
        ("brackets", "[({<"),
        ("spaces", " \t\n"),
    ];

    /// <summary>Nanoseconds per character for each of <see cref="Sizes"/>, the least of some rounds.</summary>
    public static double[] NanosecondsPerCharacter(ICanonicalizer canonicalizer, string text)
    {
        string[] messages = [.. Sizes.Select(size => string.Concat(Enumerable.Repeat(text, (size / text.Length) + 1))[..size])];
        double[] least = [.. messages.Select(_ => double.MaxValue)];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < messages.Length; i++)
            {
                least[i] = Math.Min(least[i], Measure(canonicalizer, messages[i]));
            }
        }

        return least;
    }

    private static double Measure(ICanonicalizer canonicalizer, string message)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        long characters = 0;
        do
        {
            canonicalizer.Canonicalize(message);
            characters += message.Length;
        }
        while (watch.Elapsed < Round);
        process.Refresh();
        return (process.TotalProcessorTime - cpu).TotalNanoseconds / characters;
    }
}
