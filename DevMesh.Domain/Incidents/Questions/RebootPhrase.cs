using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>"Since the reboot", of which only the logs know when it was.</summary>
/// <param name="Words">What it says, with the machine if it names one: "since the reboot of the dns box".</param>
/// <param name="Subject">Its subject stands within: "since the dns box came back".</param>
internal sealed record RebootPhrase(int At, int Length, string Words, bool Subject)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string Lead = @"(?:since|after|from) (?:the |its |his |that )?";
    private const string Fillers =
        "(?:(?:last|latest|previous|most recent|it|was|were|machine|node|server|host|has|been|got|had) )*";

    private static readonly Regex Plain = new(
        $@"\b{Lead}{Fillers}(?:reboot(?:ed)?|boot(?:ed)?|restart(?:ed)?|came (?:back )?up|came back)\b"
        + @"(?<of> (?:of|on) [^,.;?!]{1,60})?", Options);
    private static readonly Regex OfMachine = new(
        $@"\b{Lead}(?:[\w.'’-]+ ){{1,5}}(?:reboot(?:ed)?|restart(?:ed)?|booted|came (?:back )?up|came back)\b", Options);

    public bool Holds(int place) => place >= At && place < At + Words.Length;

    /// <param name="text">In lower case.</param>
    public static RebootPhrase? Find(string text)
    {
        if (Plain.Match(text) is { Success: true } plain)
        {
            Group of = plain.Groups["of"];
            return new RebootPhrase(plain.Index, plain.Length - (of.Success ? of.Length : 0), plain.Value, Subject: false);
        }

        return OfMachine.Match(text) is { Success: true } named
            ? new RebootPhrase(named.Index, named.Value.IndexOf(' ', StringComparison.Ordinal), named.Value, Subject: true)
            : null;
    }
}
