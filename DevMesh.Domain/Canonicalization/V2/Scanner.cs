namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Judges the tokens in order: by the key they belong to, as words that announce values, by their shape.</summary>
internal static class Scanner
{
    public static void Run(ref Scan scan)
    {
        Openings.Read(ref scan);
        for (int i = 0; i < scan.Tokens.Length; i++)
        {
            Token token = scan.Tokens[i];
            if (token.Start >= scan.Done)
            {
                Read(ref scan, i, token);
            }
        }
    }

    private static void Read(ref Scan scan, int index, Token token)
    {
        char after = scan.At(token.End);
        if (IsKey(ref scan, token, after))
        {
            KeyedValues.ReadQuotedText(ref scan, token, token.End + 1);
            return;
        }

        if (after == '"' && scan.At(token.End + 1) == ':')
        {
            // "key":"value" or "key": "value"
            KeyedValues.ReadQuotedText(ref scan, token, token.End + (scan.At(token.End + 2) == ' ' ? 3 : 2));
        }

        char before = scan.At(token.Start - 1);
        if (before == '"' && token.Length > 1 && scan.Text[token.Start] == ':' &&
            KeyedValues.Read(ref scan, index, token with { Start = token.Start + 1 }))
        {
            return; // "pid":17
        }

        if ((before is '=' or '"' or '\'' or '`' || (before == ' ' && scan.At(token.Start - 2) is '=' or ':')) &&
            KeyedValues.Read(ref scan, index, token))
        {
            return;
        }

        if (token.Shape.IsOnly(Shape.Letters))
        {
            Words.Read(ref scan, index, token, after);
        }
        else
        {
            Shaped.Read(ref scan, index, token);
        }
    }

    // A key stays whatever it looks like. The query of a path is none.
    private static bool IsKey(ref Scan scan, Token token, char after) =>
        (after == '=' || (after == ' ' && scan.At(token.End + 1) == '=')) && !char.IsAsciiDigit(scan.Text[token.Start]) &&
        !token.Shape.Has(Shape.Slash | Shape.Backslash) &&
        token.Shape.Has(Shape.Letters);
}
