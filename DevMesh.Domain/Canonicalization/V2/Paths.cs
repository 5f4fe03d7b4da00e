using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Paths and URLs, which may go on beyond what ends a token.</summary>
internal static class Paths
{
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \"'<>`|\\");

    // Whether a token begins as a path does: /x, ./x, ../x, ~/x, C:\x, \x, \\x.
    private static bool Begins(ReadOnlySpan<char> token) => token switch
    {
        ['/', not '/', ..] or ['.', '/', ..] or ['.', '.', '/', ..] or ['~', '/', ..] => true,
        ['\\', ..] => token.Length > 1,
        [_, ':', '\\', ..] => true,
        _ => false,
    };

    /// <summary>Reads a token with slashes, when it is a path or URL from its beginning on.</summary>
    public static bool Read(ref Scan scan, Token token)
    {
        ReadOnlySpan<char> text = scan.TextOf(token);
        if (Begins(text))
        {
            ReadPath(ref scan, token, text);
            return true;
        }

        if (text is "/" && (scan.HasAt(token.End, " HTTP/") || (scan.At(token.Start - 1) == '"' && scan.At(token.End) == '"')))
        {
            scan.Add(VariableType.Path, token.Start, token.End);
            return true;
        }

        int scheme = char.IsAsciiLetter(text[0]) ? text.IndexOf("://", StringComparison.Ordinal) : 0;
        if (scheme > 0)
        {
            scan.Add(VariableType.Url, token.Start, EndOfUrl(scan.Text, token.Start));
        }

        return scheme > 0;
    }

    private static void ReadPath(ref Scan scan, Token token, ReadOnlySpan<char> text)
    {
        if (text[0] == '/' && text.Length > 1 && char.IsAsciiDigit(text[1]) && Addresses.EndOfIpv4(text, 1) > 0)
        {
            // /10.0.0.5:443, as Java writes an address without a name
            Shaped.Part(ref scan, token.Start + 1, Trimmed(scan.Text, token.Start, token.End), token.Shape, depth: 1);
            scan.Keep(token.End);
            return;
        }

        int end = End(scan.Text, token.Start, token.End);
        ReadOnlySpan<char> path = scan.Text[token.Start..end];
        if (IsProgram(path))
        {
            scan.Keep(end);
            return;
        }

        int colon = path.LastIndexOf(':');
        int place = colon > 1 && Digits.Only(path[(colon + 1)..]) ? token.Start + colon : 0;
        scan.Add(VariableType.Path, token.Start, place > 0 ? place : end);
        if (place > 0)
        {
            scan.Add(VariableType.Number, place + 1, end);
        }
    }

    /// <summary>The end of a path: of its token, or when it has a query, of that.</summary>
    public static int End(ReadOnlySpan<char> text, int start, int tokenEnd)
    {
        bool query = Digits.At(text, tokenEnd) is '=' && text[start..tokenEnd].Contains('?');
        return query ? EndOfUrl(text, start) : Trimmed(text, start, tokenEnd);
    }

    /// <summary>The end of a URL: what cannot stand in one, or the punctuation of the sentence before that.</summary>
    public static int EndOfUrl(ReadOnlySpan<char> text, int start)
    {
        int length = text[start..].IndexOfAny(UrlEnds);
        int end = length < 0 ? text.Length : start + length;
        ReadOnlySpan<char> url = text[start..end];
        int opening = url.IndexOfAny("([{");
        while (end > start + 1 && (text[end - 1] is ',' or ';' or '.' or ':' or '!' or '?' ||
            (opening < 0 && text[end - 1] is ')' or ']' or '}')))
        {
            end--;
        }

        return end;
    }

    private static int Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start + 1 && text[end - 1] is '.' or ':' or '!' or '?')
        {
            end--;
        }

        return end;
    }

    // What lies in a folder for programs is known by its name: /usr/bin/docker, /sbin/init.
    private static bool IsProgram(ReadOnlySpan<char> path)
    {
        int last = path.LastIndexOf('/') + 1;
        ReadOnlySpan<char> folder = path[..last];
        return last < path.Length && !path.ContainsAnyInRange('0', '9') &&
            (folder.EndsWith("/bin/", StringComparison.Ordinal) || folder.EndsWith("/sbin/", StringComparison.Ordinal));
    }
}
