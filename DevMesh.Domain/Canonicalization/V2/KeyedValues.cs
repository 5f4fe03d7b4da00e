namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Values whose key says what they are.</summary>
internal static class KeyedValues
{
    /// <returns>False when the key says nothing and the value's own shape decides.</returns>
    public static bool Read(ref Scan scan, int index, Token token)
    {
        KeyBefore key = KeyBefore.Of(scan.Text, token.Start);
        if (key.Key is "RES" && Firewall.EndOfFlags(ref scan, index, "URGP") is > 0 and int reserved)
        {
            scan.Add(VariableType.Id, token.Start, reserved);
            return true;
        }

        bool behindWord = !key.Certain && key.Quote != '\0';
        if (key.Key.IsEmpty || (behindWord ? Keys.TypeBeforeQuote(key.Key) : Keys.TypeOf(key.Key)) is not { } type)
        {
            return false;
        }

        if (!key.Certain && key.Quote == '\0')
        {
            return ReadAfterColon(ref scan, token, type);
        }

        int end = key.Quote == '\0' ? EndOfWord(scan.Text, token) : EndOfQuoted(scan.Text, token.Start, key.Quote, key.Escaped);
        switch (type)
        {
            case VariableType.Text when key.Quote == '\0':
            case VariableType.Url when !token.Shape.Has(Shape.Slash | Shape.Colon):
            case VariableType.Port or VariableType.Pid when !Digits.Only(scan.Text[token.Start..end]):
                return false;
            case VariableType.Path when key.Quote == '\0':
                scan.Add(type, token.Start, Paths.End(scan.Text, token.Start, token.End));
                return true;
            case VariableType.Host:
                AddHost(ref scan, token.Start, end);
                return true;
            case VariableType.Id when key.Key is "ID" && Firewall.EndOfFlags(ref scan, index, "PROTO") is > 0 and int flags:
                scan.Add(type, token.Start, flags);
                return true;
            default:
                scan.Add(type, token.Start, end);
                return true;
        }
    }

    /// <summary>Reads the quoted text behind a key that announces text, whatever it begins with: query="{job=\"x\"}".</summary>
    public static void ReadQuotedText(ref Scan scan, Token key, int quote)
    {
        bool escaped = scan.At(quote) == '\\';
        quote += escaped ? 1 : 0;
        if (scan.At(quote) is '"' or '\'' && scan.At(quote + 1) != scan.At(quote) &&
            Keys.TypeOf(scan.TextOf(key)) == VariableType.Text)
        {
            int end = EndOfQuoted(scan.Text, quote + 1, scan.At(quote), escaped);
            if (end > quote + 1)
            {
                scan.Add(VariableType.Text, quote + 1, end);
            }
        }
    }

    // After a plain colon a word may as well begin a phrase: a value is what is alone there, and a statement what begins as one.
    private static bool ReadAfterColon(ref Scan scan, Token token, VariableType type)
    {
        if (type == VariableType.Text)
        {
            bool statement = scan.TextOf(token) is "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "CREATE" or "ALTER"
                or "DROP" or "WITH" or "BEGIN" or "COMMIT" or "CALL" or "SET" or "REPLACE" or "select" or "insert"
                or "update" or "delete" or "begin" or "commit";
            if (statement)
            {
                scan.Add(type, token.Start, scan.Text.Length);
            }

            return statement;
        }

        if (type is VariableType.Port or VariableType.Pid or VariableType.Path or VariableType.Url ||
            scan.At(token.End) is not ('\0' or ',' or ';' or ')' or ']' or '}'))
        {
            return false;
        }

        if (type == VariableType.Host)
        {
            AddHost(ref scan, token.Start, EndOfWord(scan.Text, token));
        }
        else
        {
            scan.Add(type, token.Start, EndOfWord(scan.Text, token));
        }

        return true;
    }

    private static void AddHost(ref Scan scan, int start, int end)
    {
        int colon = scan.Text[start..end].LastIndexOf(':') + start;
        bool port = colon > start && end - colon is > 1 and <= 6 && Digits.Only(scan.Text[(colon + 1)..end]) &&
            scan.Text[start..end].Count(':') == 1;
        scan.Add(VariableType.Host, start, port ? colon : end);
        if (port)
        {
            scan.Add(VariableType.Port, colon + 1, end);
        }
    }

    private static int EndOfWord(ReadOnlySpan<char> text, Token token)
    {
        int end = token.End;
        while (end > token.Start + 1 && text[end - 1] is '.' or ':' or '!' or '?')
        {
            end--;
        }

        return end;
    }

    private static int EndOfQuoted(ReadOnlySpan<char> text, int start, char mark, bool escapedMark)
    {
        int from = start;
        while (true)
        {
            int quote = text[from..].IndexOf(mark);
            if (quote < 0)
            {
                return text.Length;
            }

            quote += from;
            bool escaped = text[quote - 1] == '\\';
            if (escaped == escapedMark)
            {
                return Math.Max(start, escaped ? quote - 1 : quote);
            }

            from = quote + 1;
        }
    }
}
