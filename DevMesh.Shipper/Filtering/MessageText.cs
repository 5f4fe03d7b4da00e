using System.Text;

namespace DevMesh.Shipper.Filtering;

/// <summary>The message of the entry at hand as characters, made at most once for all the regexes that look at it.</summary>
internal sealed class MessageText
{
    /// <summary>Message conditions look at so many bytes from the start: what the shipper sends of a message.</summary>
    public const int Longest = 64 * 1024;

    private char[] _characters = [];
    private int _length = -1;

    public void Reset() => _length = -1;

    /// <summary>The message with U+FFFD for what is not UTF-8. Holds until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<char> Of(ReadOnlySpan<byte> message)
    {
        if (_length < 0)
        {
            if (_characters.Length < message.Length)
            {
                _characters = new char[Math.Max(1024, message.Length)];
            }

            _length = Encoding.UTF8.GetChars(message, _characters); // never more characters than bytes
        }

        return _characters.AsSpan(0, _length);
    }
}
