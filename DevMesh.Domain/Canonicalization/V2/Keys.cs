namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Keys whose values have a type whatever they look like, as in <c>rhost=mail user=bob</c>.</summary>
internal static class Keys
{
    private const int Longest = 40;
    private const int LongestWord = 12;

    /// <summary>
    /// The type that the last word of a key gives: <c>remote_host</c>, <c>http.request.host</c> and <c>clientHost</c> are all
    /// hosts. Null when it says nothing.
    /// </summary>
    public static VariableType? TypeOf(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty || key.Length > Longest)
        {
            return null;
        }

        int start = key.LastIndexOfAny("._-") + 1;
        for (int i = key.Length - 1; i > start; i--)
        {
            if (char.IsAsciiLetterUpper(key[i]) && char.IsAsciiLetterLower(key[i - 1]))
            {
                start = i;
                break;
            }
        }

        ReadOnlySpan<char> last = key[start..];
        if (last.Length is < 2 or > LongestWord)
        {
            return null;
        }

        Span<char> word = stackalloc char[LongestWord];
        for (int i = 0; i < last.Length; i++)
        {
            word[i] = char.IsAsciiLetterUpper(last[i]) ? (char)(last[i] | 0x20) : last[i];
        }

        return TypeOfWord(word[..last.Length], whole: start == 0);
    }

    /// <summary>
    /// As <see cref="TypeOf"/>, for a word with a quoted text directly behind it: relation "users" does not exist.
    /// </summary>
    public static VariableType? TypeBeforeQuote(ReadOnlySpan<char> word) =>
        word is "relation" or "constraint" or "schema" or "role" or "index" or "column" or "function" or "service" or "plugin"
            ? VariableType.Id : TypeOf(word);

    private static VariableType? TypeOfWord(ReadOnlySpan<char> word, bool whole) => word switch
    {
        "user" or "ruser" or "euser" or "username" or "uname" or "login" or "logname" or "acct" or "account" or "owner" =>
            VariableType.User,
        "host" or "rhost" or "hostname" or "lhost" => VariableType.Host,
        "name" or "id" or "database" or "db" or "table" or "topic" or "queue" or "bucket" or "image" or "container" or "pod"
            => VariableType.Id,
        "filename" or "pathname" or "path" or "pwd" or "cwd" => VariableType.Path,
        "dbname" or "nodename" or "podname" or "jobname" or "tag" => VariableType.Id,
        "port" or "spt" or "dpt" or "sport" or "dport" => VariableType.Port,
        "pid" or "ppid" or "tgid" => VariableType.Pid,
        "query" or "sql" or "statement" or "stmt" or "cmd" or "cmdline" or "command" or "args" or "argv" or "agent"
            or "useragent" or "referer" or "referrer" or "expr" or "prompt" or "subject" or "body"
            or "payload" => VariableType.Text,
        "url" or "uri" when whole => VariableType.Url,
        _ => null,
    };
}
