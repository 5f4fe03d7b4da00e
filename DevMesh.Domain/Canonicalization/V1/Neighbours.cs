namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>What stands to the left of a token.</summary>
internal readonly ref struct Neighbours
{
    /// <summary>The token before, whatever stood between.</summary>
    public ReadOnlySpan<char> Word { get; private init; }

    /// <summary>The key, when an equals sign stands between it and the token, quotes aside.</summary>
    public ReadOnlySpan<char> Key { get; private init; }

    /// <summary>True between a word and the bracket that directly follows it, as in <c>sshd[123]</c>.</summary>
    public bool InBracketOfWord { get; private init; }

    private bool Touching { get; init; }

    public static Neighbours AfterToken(ReadOnlySpan<char> token) => new() { Word = token, Touching = true };

    public Neighbours AfterDelimiter(char c) => c switch
    {
        '=' => new() { Word = Word, Key = Word },
        '"' or '\'' => new() { Word = Word, Key = Key },
        '[' => new() { Word = Word, InBracketOfWord = Touching },
        ' ' => new() { Word = Word },
        _ => default,
    };
}
