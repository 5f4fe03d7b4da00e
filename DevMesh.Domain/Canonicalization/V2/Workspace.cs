namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>The buffers of one thread, so that a message costs no memory but its result.</summary>
internal sealed class Workspace
{
    // What a message of 64 KiB needs is kept, at most about 1 MB; what a longer one needs is not.
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static Workspace? _ofThread;

    private char[] _clean = [];
    private Token[] _tokens = [];

    public ValueList Values { get; private set; } = new();

    public static Workspace OfThread => _ofThread ??= new Workspace();

    /// <summary>Room for the tokens of a message of this length.</summary>
    public Span<Token> Tokens(int length)
    {
        int most = Tokenizer.Most(length);
        if (_tokens.Length < most)
        {
            _tokens = new Token[Math.Max(most, 256)];
        }

        return _tokens;
    }

    /// <summary>Room for a message of this length once it is clean.</summary>
    public Span<char> Clean(int length)
    {
        if (_clean.Length < length)
        {
            _clean = new char[Math.Max(length, 512)];
        }

        return _clean;
    }

    public void Trim()
    {
        if (_clean.Length > Kept || _tokens.Length > Kept || Values.Capacity > Kept)
        {
            _clean = [];
            _tokens = [];
            Values = new ValueList();
        }
    }
}
