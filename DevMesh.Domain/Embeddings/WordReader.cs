using System.Collections.Frozen;

namespace DevMesh.Domain.Embeddings;

internal enum WordKind
{
    Word,

    /// <summary>A word that stands in so many messages and questions that it says little.</summary>
    Common,

    /// <summary>Digits only.</summary>
    Number,

    /// <summary>What canonicalization put in the place of a value, without its brackets.</summary>
    Placeholder,
}

/// <summary>
/// Reads the words of a message, a template or a query, all alike: runs of letters and digits, so that snake_case, dotted
/// names and paths fall apart into their parts. A camelCase run gives its parts and then itself as one word.
/// </summary>
/// <param name="scratch">At least <see cref="ScratchSize"/> characters, in which the current word stands.</param>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<char> scratch)
{
    /// <summary>Longer runs are blobs, not words; their beginning stands for them.</summary>
    public const int MaxLength = 64;

    public const int ScratchSize = 2 * MaxLength;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CommonWords = FrozenSet.ToFrozenSet(
    [
        "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "did", "do", "does", "for", "from",
        "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "my", "of", "on", "or", "our", "s", "so",
        "that", "the", "their", "then", "there", "these", "this", "to", "was", "we", "were", "what", "when", "where",
        "which", "while", "who", "why", "will", "with", "you",
    ]).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _word = scratch[..MaxLength];
    private readonly Span<char> _stem = scratch[MaxLength..ScratchSize];
    private int _next;
    private int _runStart;
    private int _runEnd; // of the camelCase run that is being read, else not after _next
    private int _wordLength;
    private int _stemLength;

    public WordKind Kind { get; private set; }

    /// <summary>True for a camelCase run that follows its own parts.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The current word in lower case. Valid until the next <see cref="Read"/>.</summary>
    public readonly ReadOnlySpan<char> Word => _word[.._wordLength];

    /// <summary>The current word's stem. Valid until the next <see cref="Read"/>.</summary>
    public readonly ReadOnlySpan<char> Stem => _stem[.._stemLength];

    public bool Read()
    {
        if (_next < _runEnd)
        {
            int end = EndOfPart(_next, _runEnd);
            Take(_text[_next..end], whole: false);
            _next = end;
            return true;
        }

        if (_runEnd > _runStart)
        {
            Take(_text[_runStart.._runEnd], whole: true);
            _runStart = _runEnd = 0;
            return true;
        }

        return ReadRun();
    }

    private bool ReadRun()
    {
        while (_next < _text.Length && !char.IsLetterOrDigit(_text[_next]))
        {
            if (_text[_next] == '<' && PlaceholderLength(_text[(_next + 1)..]) is > 0 and int length)
            {
                Take(_text.Slice(_next + 1, length), whole: false);
                Kind = WordKind.Placeholder;
                _next += length + 2;
                return true;
            }

            _next++;
        }

        if (_next == _text.Length)
        {
            return false;
        }

        int start = _next;
        int end = start;
        bool digits = false;
        while (end < _text.Length && char.IsLetterOrDigit(_text[end]))
        {
            digits |= char.IsDigit(_text[end]);
            end++;
        }

        int part = digits ? end : EndOfPart(start, end); // a case change inside of ids and hashes means nothing
        _next = part;
        if (part < end)
        {
            (_runStart, _runEnd) = (start, end);
        }

        Take(_text[start..part], whole: false);
        return true;
    }

    /// <summary>Where the part that starts at <paramref name="start"/> ends: out|Of|Memory, HTTP|Server.</summary>
    private readonly int EndOfPart(int start, int end)
    {
        for (int i = start + 1; i < end; i++)
        {
            bool beginsWord = char.IsUpper(_text[i])
                && (char.IsLower(_text[i - 1]) || (i + 1 < end && char.IsLower(_text[i + 1]) && char.IsUpper(_text[i - 1])));
            if (beginsWord)
            {
                return i;
            }
        }

        return end;
    }

    private static int PlaceholderLength(ReadOnlySpan<char> rest)
    {
        int length = 0;
        while (length < rest.Length && length < MaxLength
            && (char.IsAsciiLetterLower(rest[length]) || char.IsAsciiDigit(rest[length]) || rest[length] is '_' or '-'))
        {
            length++;
        }

        return length < rest.Length && rest[length] == '>' ? length : 0;
    }

    private void Take(ReadOnlySpan<char> raw, bool whole)
    {
        if (raw.Length > MaxLength)
        {
            raw = raw[..MaxLength];
        }

        IsWhole = whole;
        _wordLength = raw.ToLowerInvariant(_word);
        Word.CopyTo(_stem);
        _stemLength = Stemmer.Stem(_stem[.._wordLength]);
        Kind = !raw.ContainsAnyExceptInRange('0', '9') ? WordKind.Number
            : CommonWords.Contains(Word) ? WordKind.Common
            : WordKind.Word;
    }
}
