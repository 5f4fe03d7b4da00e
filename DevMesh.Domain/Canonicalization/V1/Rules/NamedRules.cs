using System.Text.RegularExpressions;

namespace DevMesh.Domain.Canonicalization.V1.Rules;

/// <summary>
/// The named rules of version 1, for lines whose form says what their parts are. Every repetition in a pattern is bounded, or
/// ends at a character it cannot take, so that matching stays linear.
/// </summary>
internal static partial class NamedRules
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Account = """(?<quote>['"]?)(?!from |\d{1,3}\.\d)[^\s(),;:'"]{0,255}[^\s(),;:'".]""";

    public static readonly NamedRule[] InOrder =
    [
        new("UFW BLOCK fields", UfwBlock.Literal, UfwBlock.Rewrite),
        new("Loki logfmt: query", "query=\"", line => LogfmtQuery().Replace(line, "query=\"<text>\"")),
        new("Loki logfmt: place in the code", "caller=", line => LogfmtCaller().Replace(line, $"caller={TokenPass.Keep}${{place}}")),
        new("Ollama: place in the code", "source=", line => OllamaSource().Replace(line, $"source={TokenPass.Keep}${{place}}")),
        new("batch: which", "atch ", line => BatchNumber().Replace(line, "${word} <number>")),
        new("batch: how many of what", "atch", line => BatchCount().Replace(line, "<number> ${what}s")),
        new("PAM session: by whom", "session opened for user ", line => PamOpened().Replace(line, "${before} by <user>(uid=")),
        new("account after the word user", "ser ", line => UserWord().Replace(line, "${user} ${quote}<user>")),
        new("account that logs in", " for ", line => LoginFor().Replace(line, "${how} for ${quote}<user> from ")),
        new("cron: whose job", ") ", line => CronOwner().Replace(line, "(<user>) ${what} (")),
        new("sudo: who runs", " : ", line => SudoCaller().Replace(line, "<user> : ${rest}")),
        new("GIN request", "[GIN] ", line => GinRequest().Replace(
            line, $"[GIN] <time> | {TokenPass.Keep}${{status}} | <duration> | <ip> | ${{method}} \"${{path}}")),
        new("HTTP request: query", "?", line => HttpQuery().Replace(line, "${path}?<text>")),
        new("HTTP request: status", " HTTP/", line => HttpStatus().Replace(
            line, $" {TokenPass.Keep}HTTP/${{version}}\" {TokenPass.Keep}${{status}}")),
    ];

    [GeneratedRegex("""\bquery="([^"\\]|\\.)*"?""", Options, -1)]
    private static partial Regex LogfmtQuery();

    [GeneratedRegex("""\bcaller=(?<place>[^\s="]{1,128})""", Options, -1)]
    private static partial Regex LogfmtCaller();

    [GeneratedRegex(@"\bsource=(?<place>[\w./-]{1,128}:\d{1,6})\b", Options, -1)]
    private static partial Regex OllamaSource();

    [GeneratedRegex(@"\b(?<word>[Bb]atch) (#|id |no\. )?\d{1,20}(/\d{1,20})?\b", Options, -1)]
    private static partial Regex BatchNumber();

    [GeneratedRegex(@"\b\d{1,20} (?<what>log|line|event|message|row|record|item|document|template)s?\b", Options, -1)]
    private static partial Regex BatchCount();

    [GeneratedRegex(
        @"(?<before>session opened for user [^\s()]{1,256}(\(uid=\d{1,10}\))?) by [^\s()]{1,256}\(uid=", Options, -1)]
    private static partial Regex PamOpened();

    [GeneratedRegex(
        @"(?<user>[Uu]ser) (?<=\b(for|of|by|from|[Ii]nvalid|illegal|unknown|authenticating) [Uu]ser )" + Account, Options, -1)]
    private static partial Regex UserWord();

    [GeneratedRegex(@"\b(?<how>(Accepted|Failed|Postponed|Partial) [a-z/-]{1,64}) for " + Account + " from ", Options, -1)]
    private static partial Regex LoginFor();

    [GeneratedRegex(@"^\([^\s()]{1,64}\) (?<what>[A-Z][A-Za-z ]{1,32}) \(", Options, -1)]
    private static partial Regex CronOwner();

    [GeneratedRegex(
        @"^[^\s:]{1,256} : (?<rest>TTY=|PWD=|USER=|\d{1,3} incorrect password|user NOT in sudoers|a password is required|" +
        "command not allowed)",
        Options,
        -1)]
    private static partial Regex SudoCaller();

    [GeneratedRegex(
        @"^\[GIN\] [0-9/]{8,10} - [0-9:]{5,8} \| (?<status>\d{3}) \| ?[^\s|]{1,32} \| ?[^\s|]{1,64} \| (?<method>[A-Z]{3,8}) " +
        """
        "(?<path>[^"?]*)(\?[^"]*)?
        """,
        Options,
        -1)]
    private static partial Regex GinRequest();

    [GeneratedRegex("""(?<path>(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^\s"?]{1,1024})\?[^\s"]{0,4096}""", Options, -1)]
    private static partial Regex HttpQuery();

    [GeneratedRegex(""" HTTP/(?<version>[0-9.]{1,3})"? (?<status>[1-5]\d\d)\b""", Options, -1)]
    private static partial Regex HttpStatus();
}
