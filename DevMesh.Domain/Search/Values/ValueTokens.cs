using System.Buffers;

namespace DevMesh.Domain.Search.Values;

/// <summary>
/// The tokens of a message in which a value may stand: runs of letters, digits, points, colons, hyphens and underscores,
/// without such signs at their ends. So addresses, ids, names with numbers and file names stay whole, while
/// <c>SRC=10.0.0.5</c>, a path and a mail address fall apart.
/// </summary>
internal ref struct ValueTokens(ReadOnlySpan<char> text)
{
    private const string EndSigns = ".:-_";

    private static readonly SearchValues<char> Ascii =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_");

    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    public ReadOnlySpan<char> Current { get; private set; }

    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            int start = _next;
            while (_next < _text.Length && IsPart(_text[_next]))
            {
                _next++;
            }

            Current = _text[start.._next].Trim(EndSigns);
            _next++;
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char each) => Ascii.Contains(each) || (each > '\x7F' && char.IsLetterOrDigit(each));
}
