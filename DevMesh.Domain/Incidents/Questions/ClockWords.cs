using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>What tells a time of day from any other number: the words after it.</summary>
internal static class ClockWords
{
    private const int LongestWord = 64;

    private static readonly Regex Part = new(
        @"^ (?:(?:in|at) (?:the )?)(?:early |late )?(?:morning|afternoon|evening|night)\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8,
        ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["quarter"] = 15, ["twenty"] = 20, ["half"] = 30,
        ["twenty five"] = 25, ["twenty-five"] = 25,
    };

    /// <summary>Words that go on with a sentence after a time.</summary>
    private static readonly HashSet<string> GoOn = [.. (
        "yesterday today tonight on last this in when while until till and but or so the it we i he she they you our my all"
        + " everything nothing no none every what why how who which there then that is was were are has have had did does do can"
        + " could would will for with because since as already suddenly again at by to from now sharp exactly every its his her"
        + " their us always sunday monday tuesday wednesday thursday friday saturday onwards onward before after during not if")
        .Split(' ')];

    /// <summary>What a number before is a count or an amount of, whatever leads to it.</summary>
    private static readonly HashSet<string> Counted = [.. (
        "of out percent times x second seconds sec secs s minute minutes min mins m hour hours hrs hr d day days week weeks month"
        + " months year years node nodes machine machines host hosts server servers box boxes disk disks drive drives"
        + " gpu gpus cpu cpus core cores container containers pod pods replica replicas error errors request requests retry"
        + " retries try tries attempt attempts restart restarts reboot reboots user users client clients people"
        + " job jobs failure failures log logs line lines mail mails query queries connection connections"
        + " process processes service services point thing things more less other others files alerts alarms updates packages"
        + " upgrade upgrades release").Split(' ')];

    public static int Number(string text) =>
        Numbers.TryGetValue(text, out int number) ? number : int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Whether neither a word nor a number goes on at either end: gpu-3, 14.2, 3-node, :8080.</summary>
    public static bool StandsAlone(string text, int at, int end)
    {
        bool before = at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '.' or ':' or '/' or '#' or '\\'
            || (text[at - 1] is '-' && at > 1 && char.IsLetter(text[at - 2]))
            || (text[at - 1] is ',' && at > 1 && char.IsDigit(text[at - 2])));
        if (!before || end == text.Length)
        {
            return before;
        }

        char next = end + 1 < text.Length ? text[end + 1] : ' ';
        return !(char.IsLetterOrDigit(text[end]) || text[end] is '_' or '/' or '#' or '%' or '\\'
            || (text[end] is '-' && char.IsLetter(next))
            || (text[end] is '.' or ':' or ',' && char.IsDigit(next)));
    }

    /// <summary>"From five to ten" is a range; "at five to ten" is a time.</summary>
    public static bool IsMinutesTo(Match match, Lead lead) => match.Groups["m"].Value switch
    {
        "half" => false,
        "quarter" => true,
        _ => !lead.Range && (match.Groups["unit"].Success
            || (char.IsLetter(match.Groups["m"].Value[0]) && lead is not { Bound: Bound.None or Bound.Within, Vague: false })),
    };

    /// <summary>Whether a mere number before these words can be a time.</summary>
    public static bool MayFollow(string text, int end, Match match, Bound bound)
    {
        string rest = text[end..Math.Min(text.Length, end + LongestWord)];
        string word = new([.. rest.TrimStart(' ')
            .TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.')]);
        if (word.Length == 0 || !rest.StartsWith(' ') || GoOn.Contains(word) || word.Any(char.IsDigit))
        {
            return true;
        }

        return !Counted.Contains(word) && char.IsDigit(match.Groups["h"].Value[0])
            && (bound is Bound.Since || match.Groups["m"].Success || !IsPlural(word));
    }

    /// <summary>About 20 calls; dns is no plural.</summary>
    private static bool IsPlural(string word) =>
        word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal);

    /// <summary>"10 in the morning".</summary>
    public static bool PartFollows(string text, int end) => Part.IsMatch(text[end..Math.Min(text.Length, end + 40)]);
}
