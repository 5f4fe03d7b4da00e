using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>A text that grows at its end, in memory borrowed from the pool until <see cref="Dispose"/>.</summary>
internal ref struct TextBuffer(int capacity)
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    public void Append(char c)
    {
        if (_length == _chars.Length)
        {
            Grow(1);
        }

        _chars[_length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - _length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Takes the last characters away.</summary>
    public void Cut(int count) => _length -= count;

    public readonly void Dispose() => ArrayPool<char>.Shared.Return(_chars);

    private void Grow(int needed)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, _length + needed));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = larger;
    }
}
