namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>What kinds of characters a token is made of. A character that ends tokens has none.</summary>
[Flags]
internal enum Shape : ushort
{
    None = 0,
    Digit = 1,

    /// <summary>A letter from A to F in either case.</summary>
    HexLetter = 1 << 1,

    /// <summary>Any other letter, or a character beyond ASCII.</summary>
    Letter = 1 << 2,
    Upper = 1 << 3,
    Dot = 1 << 4,
    Hyphen = 1 << 5,
    Underscore = 1 << 6,
    Colon = 1 << 7,
    Slash = 1 << 8,
    At = 1 << 9,
    Percent = 1 << 10,
    Plus = 1 << 11,
    Backslash = 1 << 12,

    /// <summary>Any other punctuation within tokens.</summary>
    Mark = 1 << 13,

    /// <summary>Not part of a shape: white space and control characters, which are cleaned away before.</summary>
    Unclean = 1 << 15,

    Letters = HexLetter | Letter | Upper,
    Alphanumeric = Letters | Digit,
    Hexadecimal = Digit | HexLetter | Upper,
}

/// <summary>The shape of every character, and questions about shapes.</summary>
internal static class Shapes
{
    private static readonly Shape[] Ascii = [.. Enumerable.Range(0, 128).Select(code => Of((char)code))];

    /// <summary>By character, for those below 128.</summary>
    public static ReadOnlySpan<Shape> Table => Ascii;

    /// <summary>Whether any of these kinds of characters occur.</summary>
    public static bool Has(this Shape shape, Shape any) => (shape & any) != Shape.None;

    /// <summary>Whether no others occur.</summary>
    public static bool IsOnly(this Shape shape, Shape kinds) => (shape & ~kinds) == Shape.None;

    /// <summary>The shape of a whole text.</summary>
    public static Shape Of(ReadOnlySpan<char> text)
    {
        Shape shape = Shape.None;
        foreach (char c in text)
        {
            shape |= c < 128 ? Ascii[c] : Shape.Letter;
        }

        return shape;
    }

    private static Shape Of(char c) => c switch
    {
        ' ' or '"' or '\'' or '`' or '(' or ')' or '[' or ']' or '{' or '}' or '<' or '>' or ',' or ';' or '|' or '=' =>
            Shape.None,
        >= '0' and <= '9' => Shape.Digit,
        >= 'a' and <= 'f' => Shape.HexLetter,
        >= 'A' and <= 'F' => Shape.HexLetter | Shape.Upper,
        >= 'g' and <= 'z' => Shape.Letter,
        >= 'G' and <= 'Z' => Shape.Letter | Shape.Upper,
        '.' => Shape.Dot,
        '-' => Shape.Hyphen,
        '_' => Shape.Underscore,
        ':' => Shape.Colon,
        '/' => Shape.Slash,
        '@' => Shape.At,
        '%' => Shape.Percent,
        '+' => Shape.Plus,
        '\\' => Shape.Backslash,
        _ => char.IsControl(c) || char.IsWhiteSpace(c) ? Shape.Unclean : Shape.Mark,
    };
}
