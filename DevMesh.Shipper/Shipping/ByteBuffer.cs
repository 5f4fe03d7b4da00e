namespace DevMesh.Shipper.Shipping;

/// <summary>Bytes that grow at the end and are used again: what a batch is written into.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Write(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for at least so many bytes at the end; <see cref="Advance"/> keeps what was written there.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Grow(length);
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int length) => Length += length;

    /// <summary>Forgets everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Empties the buffer, and gives memory back that only an unusual batch needed.</summary>
    public void Reset()
    {
        Length = 0;
        if (_bytes.Length > 2 * capacity)
        {
            _bytes = new byte[capacity];
        }
    }

    private void Grow(int more) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
}
