namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Cuts a message into tokens, once.</summary>
internal static class Tokenizer
{
    /// <summary>How many tokens a message of this length has at most.</summary>
    public static int Most(int length) => (length + 1) / 2;

    /// <returns>The number of tokens, or -1 for a message that has to be cleaned first.</returns>
    public static int Cut(ReadOnlySpan<char> text, Span<Token> tokens)
    {
        ReadOnlySpan<Shape> table = Shapes.Table;
        int count = 0;
        int i = 0;
        bool afterSpace = true;
        while (i < text.Length)
        {
            char c = text[i];
            Shape shape = c < 128 ? table[c] : Shape.Letter;
            if (shape == Shape.None)
            {
                if (c == ' ' && afterSpace)
                {
                    return -1;
                }

                afterSpace = c == ' ';
                i++;
                continue;
            }

            int start = i;
            Shape all = Shape.None;
            while (true)
            {
                all |= shape;
                if (c >= 128 && !MessageCleaner.IsClean(text, i))
                {
                    return -1;
                }

                if (++i == text.Length)
                {
                    break;
                }

                c = text[i];
                shape = c < 128 ? table[c] : Shape.Letter;
                if (shape == Shape.None)
                {
                    break;
                }
            }

            if (all.Has(Shape.Unclean))
            {
                return -1;
            }

            // The backslash of \" belongs to the quote.
            int end = all.Has(Shape.Backslash) && i < text.Length && text[i] == '"' && text[i - 1] == '\\' ? i - 1 : i;
            if (end > start)
            {
                tokens[count++] = new Token(start, end, all);
            }

            afterSpace = false;
        }

        return afterSpace && text.Length > 0 ? -1 : count;
    }
}
