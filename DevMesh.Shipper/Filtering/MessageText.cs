using System.Text;

namespace DevMesh.Shipper.Filtering;

/// <summary>The message of the entry at hand as characters, made at most once for all the rules that look at it.</summary>
internal sealed class MessageText
{
    /// <summary>Message conditions look at so many bytes from the start: what the shipper sends of a message.</summary>
    public const int Longest = 64 * 1024;

    private char[] _characters = new char[1024];
    private char[] _bytes = new char[1024];
    private int _length = -1;

    public void Reset() => _length = -1;

    public static ReadOnlySpan<byte> Seen(ReadOnlySpan<byte> message) => message.Length > Longest ? message[..Longest] : message;

    /// <summary>The message with U+FFFD for what is not UTF-8. Holds until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<char> Of(ReadOnlySpan<byte> message)
    {
        if (_length < 0)
        {
            MakeRoom(ref _characters, message.Length);
            _length = Encoding.UTF8.GetChars(message, _characters); // never more characters than bytes
        }

        return _characters.AsSpan(0, _length);
    }

    /// <summary>Each byte of the message as one character, for searches that only characters have. Holds until the next call.</summary>
    public ReadOnlySpan<char> BytesOf(ReadOnlySpan<byte> message)
    {
        MakeRoom(ref _bytes, message.Length);
        return _bytes.AsSpan(0, Encoding.Latin1.GetChars(message, _bytes));
    }

    private static void MakeRoom(ref char[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new char[Math.Max(length, 2 * buffer.Length)];
        }
    }
}
