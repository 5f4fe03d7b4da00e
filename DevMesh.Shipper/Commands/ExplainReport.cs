using System.Text;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Commands;

/// <summary>Writes what the filter makes of entries: a line for each, and the counts at the end.</summary>
/// <param name="lines">Takes the line of each entry.</param>
internal sealed class ExplainReport(FilterRules rules, TextWriter lines, int width)
{
    private const string NoRule = "-";
    private const int NameWidth = 24;

    private readonly EntryFilter _filter = new(rules, new FilterState());
    private readonly long[] _taken = new long[rules.Rules.Count + 1];
    private readonly long[] _dropped = new long[rules.Rules.Count + 1];
    private readonly long[] _repeats = new long[rules.Rules.Count + 1];
    private readonly int _ruleWidth = rules.Rules.Select(each => each.Name.Length).Append(NoRule.Length).Max();

    public long Entries { get; private set; }

    /// <summary>Reads to the end. All entries count as one batch, so that repeats join wherever they stand.</summary>
    public void Read(IEntrySource source)
    {
        JournalEntry entry = new();
        _filter.StartBatch();
        while (source.Read(entry) == ReadResult.Entry)
        {
            Decision decision = _filter.Decide(entry, source);
            if (Entries++ == 0)
            {
                WriteLine("", "RULE", "LEVEL", "SERVICE", "MESSAGE");
            }

            int rule = decision.Rule < 0 ? rules.Rules.Count : decision.Rule;
            _taken[rule]++;
            _dropped[rule] += decision.Outcome == FilterOutcome.Drop ? 1 : 0;
            _repeats[rule] += decision.Outcome == FilterOutcome.Repeat ? 1 : 0;
            if (!ReferenceEquals(lines, TextWriter.Null))
            {
                WriteEntry(entry, decision);
            }
        }
    }

    public void WriteSummary(TextWriter output, string nameOfRules)
    {
        if (Entries == 0)
        {
            output.WriteLine("No entry was read; accepted: lines as `journalctl -o json` writes them, or bare messages with --text.");
            return;
        }

        if (!ReferenceEquals(lines, TextWriter.Null))
        {
            output.WriteLine();
        }

        TextTable table = new(width);
        table.Add("RULE", $"{"TAKEN",9}", $"{"KEPT",9}", $"{"REPEATS",9}", $"{"DROPPED",9}");
        for (int i = 0; i < _taken.Length; i++)
        {
            if (_taken[i] > 0)
            {
                long kept = _taken[i] - _dropped[i] - _repeats[i];
                table.Add(NameOf(i), $"{_taken[i],9}", $"{kept,9}", $"{_repeats[i],9}", $"{_dropped[i],9}");
            }
        }

        table.Write(output);
        output.WriteLine();
        long gone = _dropped.Sum() + _repeats.Sum();
        output.WriteLine(
            $"{Entries} {(Entries == 1 ? "entry" : "entries")} by {nameOfRules}: {Entries - gone} kept, "
            + $"{_repeats.Sum()} joined with the entry they repeat, {_dropped.Sum()} dropped.");
        string[] idle = [.. rules.Rules.Where((_, i) => _taken[i] == 0).Select(each => each.Name)];
        if (idle.Length > 0 && ReferenceEquals(lines, TextWriter.Null))
        {
            output.WriteLine($"Rules that took none: {string.Join(", ", idle)}.");
        }

        if (_filter.RegexTimeouts > 0)
        {
            output.WriteLine($"A regex ran out of time {_filter.RegexTimeouts} times, which counts as no match; simplify it.");
        }
    }

    private string NameOf(int index) => index < rules.Rules.Count ? rules.Rules[index].Name : NoRule;

    private void WriteEntry(JournalEntry entry, Decision decision)
    {
        string outcome = decision.Outcome switch
        {
            FilterOutcome.Keep => "keep",
            FilterOutcome.Drop => "drop",
            _ => "repeat",
        };
        Level level = entry.Priority < 0 ? Level.Info : (Level)entry.Priority;
        string message = entry.MessageOmitted
            ? "(too large: journalctl leaves it out without --all)"
            : Shown(entry.Message, width);
        string rule = decision.Rule < 0 ? NoRule : rules.Rules[decision.Rule].Name;
        WriteLine(outcome, rule, level.Name(), Shown(entry.Service, NameWidth), message);
    }

    private void WriteLine(string outcome, string rule, string level, string service, string message)
    {
        string start =
            $"{outcome,-6}  {rule.PadRight(_ruleWidth)}  {level,-7}  {TextTable.Shortened(service, NameWidth),-NameWidth}  ";
        lines.WriteLine((start + TextTable.Shortened(message, Math.Max(40, width - start.Length))).TrimEnd());
    }

    /// <summary>The beginning of foreign bytes, fit for a terminal.</summary>
    private static string Shown(ReadOnlySpan<byte> bytes, int room) =>
        Printable.Of(Encoding.UTF8.GetString(bytes.Length > room * 4 ? bytes[..(room * 4)] : bytes));
}
