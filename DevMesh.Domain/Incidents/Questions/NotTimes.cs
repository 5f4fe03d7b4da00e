using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>What stands in a question like a time and is none: quotes, paths, ports, versions, quantities.</summary>
internal static class NotTimes
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>No pattern of a time has it, and it ends a word.</summary>
    private const char Mask = '#';

    private static readonly Regex Quoted = new(
        "\"(?<not>[^\"]+)\"|“(?<not>[^”]+)”|„(?<not>[^“”]+)[“”]|«(?<not>[^»]+)»|`(?<not>[^`]+)`"
        + @"|(?:^|[\s(])'(?<not>[^']{2,})'(?:$|[\s).,;:!?])", Options);
    private static readonly Regex Path = new(@"(?<not>\S*[a-z_]\S*/\S*|/\S*[a-z_]\S*|\b[a-z]:\\\S*)", Options);
    private static readonly Regex Port = new(
        @"\b[a-z][\w.-]*(?<not>:\d{2,5})\b|\d\.\d{1,3}(?<not>:\d{2,5})\b|(?:^|[\s(,])(?<not>:\d{2,5})\b", Options);
    private static readonly Regex HexGroups = new(@"(?<not>\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,})", Options);
    private static readonly Regex Version = new(
        @"\bv(?:ersion )?\.?(?<not>\d+(?:\.\d+)*)|\b(?<not>\d+\.\d+\.\d+(?:[.-]\w+)*)"
        + @"|\b(?<not>\d+(?:\.\d+)*) (?:came|arrived|(?:was|is|got) (?:released|installed|rolled out|out|deployed))\b"
        + @"|\b(?:up|down)grad\w* (?:[\w.-]+ ){0,4}?(?:from|to) "
        + @"(?<not>\d+(?:\.\d+)*(?: to \d+(?:\.\d+)*)?)(?:$|[^\d:.h])", Options);
    private static readonly Regex Quantity = new(
        @"\b(?<not>(?:\d+(?:[.,]\d+)? ?(?:-|–|to) ?)?\d+(?:[.,]\d+)? ?(?:%|percent\b|per cent\b|[kmgt]i?b(?:/s|ps)?\b"
        + @"|[kmg]bits?\b|ms\b|µs\b|°c?|degrees\b|watts?\b|volts?\b|rpm\b|[kmg]?hz\b))", Options);

    /// <param name="text">In lower case.</param>
    /// <returns>The text with what is no time covered, of the same length.</returns>
    public static string Cover(string text)
    {
        char[] kept = text.ToCharArray();
        foreach (Match match in Quoted.Matches(text).Where(match => match.Length < text.Trim().Length - 2))
        {
            Fill(kept, match);
        }

        foreach (Regex pattern in (Regex[])[Path, Port, HexGroups, Version, Quantity])
        {
            foreach (Match match in pattern.Matches(new string(kept)))
            {
                Fill(kept, match);
            }
        }

        return new string(kept);
    }

    private static void Fill(char[] text, Match match)
    {
        Group not = match.Groups["not"];
        if (!DayPhrase.IsDotted(not.Value))
        {
            text.AsSpan(not.Index, not.Length).Fill(Mask);
        }
    }
}
