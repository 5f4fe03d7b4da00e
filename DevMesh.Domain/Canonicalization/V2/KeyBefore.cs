namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// The key that a value belongs to: <c>key=value</c>, <c>key: value</c> and <c>"key":"value"</c>, quoted or not, and a word
/// directly before a quote.
/// </summary>
internal readonly ref struct KeyBefore
{
    public ReadOnlySpan<char> Key { get; private init; }

    /// <summary>True after an equals sign, and after a colon in JSON. A plain colon may also end a phrase.</summary>
    public bool Certain { get; private init; }

    /// <summary>The quote that the value stands in, or NUL.</summary>
    public char Quote { get; private init; }

    /// <summary>Whether the quote is escaped, because it stands in another one.</summary>
    public bool Escaped { get; private init; }

    public static KeyBefore Of(ReadOnlySpan<char> text, int start)
    {
        int at = start - 1;
        char quote = '\0';
        bool escaped = false;
        if (at > 0 && text[at] is '"' or '\'' or '`')
        {
            quote = text[at--];
            escaped = text[at] == '\\';
            at -= escaped ? 1 : 0;
        }

        bool space = at > 0 && text[at] == ' ';
        at -= space ? 1 : 0;
        if (at <= 0)
        {
            return default;
        }

        bool certain = text[at] == '=';
        if (text[at] is '=' or ':')
        {
            at--;
            if (!certain && text[at] is '"' or '\'')
            {
                certain = true;
                at -= at > 1 && text[at - 1] == '\\' ? 2 : 1;
            }
            else if (certain && text[at] == ' ')
            {
                at--;
            }
        }
        else if (quote == '\0' || !space)
        {
            return default;
        }

        int end = at + 1;
        while (at >= 0 && end - at <= 41 && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.'))
        {
            at--;
        }

        return new KeyBefore { Key = text[(at + 1)..end], Certain = certain, Quote = quote, Escaped = escaped };
    }
}
