namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>One message while it is read: its tokens, and the values found so far.</summary>
internal ref struct Scan(ReadOnlySpan<char> text, ReadOnlySpan<Token> tokens, ValueList values)
{
    public readonly ReadOnlySpan<char> Text = text;
    public readonly ReadOnlySpan<Token> Tokens = tokens;
    private readonly ValueList _values = values;

    /// <summary>Up to here all is decided: tokens that start before are passed over.</summary>
    public int Done;

    /// <summary>The character there, or NUL beyond the ends.</summary>
    public readonly char At(int at) => (uint)at < (uint)Text.Length ? Text[at] : '\0';

    /// <summary>The text of a token.</summary>
    public readonly ReadOnlySpan<char> TextOf(Token token) => Text[token.Start..token.End];

    /// <summary>Whether the text goes on with this one there.</summary>
    public readonly bool HasAt(int at, string expected) =>
        (uint)at <= (uint)Text.Length && Text[at..].StartsWith(expected, StringComparison.Ordinal);

    public void Add(VariableType type, int start, int end)
    {
        _values.Add(Text, type, start, end);
        Done = Math.Max(Done, end);
    }

    /// <summary>What stands there stays as it is.</summary>
    public void Keep(int end) => Done = Math.Max(Done, end);
}
