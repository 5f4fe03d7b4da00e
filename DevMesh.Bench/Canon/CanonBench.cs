using System.CommandLine;
using DevMesh.Bench.Running;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Bench.Canon;

/// <summary>
/// <c>canon</c>: how fast messages are canonicalized on one core, what that allocates, how time grows with the length of a
/// message, and how many templates come of how many messages. Needs no database.
/// </summary>
internal static class CanonBench
{
    private const int JournalEntries = 1_000_000;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Option<int> logs = new("--logs") { Description = "How many logs the mix has.", DefaultValueFactory = _ => 200_000 };
        Option<int> rounds = new("--rounds") { Description = "How many seconds are measured.", DefaultValueFactory = _ => 5 };
        Option<int> version = CanonVersionOption.Create();
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("canon", "Canonicalization: speed, memory, growth with length, templates per message.")
        {
            logs, rounds, version, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            Canonicalizers.Of(parsed.GetValue(version)),
            parsed.GetValue(logs),
            parsed.GetValue(rounds),
            parsed.GetValue(json),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(
        ICanonicalizer canonicalizer, int logs, int rounds, bool json, CancellationToken ct)
    {
        string[] sample = Corpus.Sample();
        string[] mix = Corpus.Mix(logs);
        Report.Progress("reading this machine's journal ...");
        string[] journal = await Corpus.JournalAsync(JournalEntries, ct);
        Report report = new($"canon: version {canonicalizer.Version}, one thread, best of {rounds}, by CPU time");
        AddSpeed(report, "sample journal", "", Throughput.Measure(canonicalizer, sample, Round, rounds));
        AddSpeed(report, "generated mix", "mix_", Throughput.Measure(canonicalizer, mix, Round, rounds));
        AddGrowth(report, canonicalizer, sample);
        AddTemplates(report, canonicalizer, "sample journal", "sample_", sample);
        AddTemplates(report, canonicalizer, "generated mix", "mix_", mix);
        if (journal.Length > 0)
        {
            AddTemplates(report, canonicalizer, "this machine's journal", "journal_", journal);
        }
        else
        {
            Report.Progress("this machine has no journal that can be read: its line is left out");
        }

        report.Print(json);
        return 0;
    }

    private static void AddSpeed(Report report, string what, string key, Throughput speed) => report
        .Add($"{what}: lines", $"{key}lines_per_s", speed.LinesPerSecond, "lines/s")
        .Add($"{what}: lines by the clock", $"{key}lines_per_wall_s", speed.LinesPerWallSecond, "lines/s")
        .Add($"{what}: messages in UTF-8", $"{key}mb_per_s", speed.MegabytesPerSecond, "MB/s", 1)
        .Add($"{what}: allocated per line", $"{key}bytes_allocated_per_line", speed.AllocatedPerLine, "bytes", 1)
        .Add($"{what}: of that the result", $"{key}bytes_of_result_per_line", speed.ResultPerLine, "bytes", 1);

    private static void AddGrowth(Report report, ICanonicalizer canonicalizer, string[] sample)
    {
        double worst = 0;
        foreach ((string name, string text) in Linearity.Kinds(sample))
        {
            double[] times = Linearity.NanosecondsPerCharacter(canonicalizer, text);
            string key = $"ns_per_char_{name.Replace(' ', '_')}";
            for (int i = 0; i < times.Length; i++)
            {
                int size = Linearity.Sizes[i] / 1024;
                report.Add($"{name}, {size} KiB: a character", $"{key}_{size}k", times[i], "ns", 2);
            }

            worst = Math.Max(worst, times[^1] / times[0]);
        }

        report.Add("a character of 64 KiB to one of 1 KiB, at worst", "growth", worst, digits: 2);
    }

    private static void AddTemplates(Report report, ICanonicalizer canonicalizer, string what, string key, string[] messages)
    {
        int distinct = messages.ToHashSet(StringComparer.Ordinal).Count;
        int templates = messages.Select(each => canonicalizer.Canonicalize(each).Text).ToHashSet(StringComparer.Ordinal).Count;
        report
            .Add($"{what}: messages", $"{key}messages", messages.Length)
            .Add($"{what}: distinct messages", $"{key}distinct", distinct)
            .Add($"{what}: templates", $"{key}templates", templates)
            .Add($"{what}: messages per template", $"{key}ratio", messages.Length / (double)templates, digits: 1);
    }
}
