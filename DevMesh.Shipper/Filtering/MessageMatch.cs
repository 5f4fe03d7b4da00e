using System.Text;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// What a rule asks of the message. Each of the three lists that is not empty must hold, and holds when any of its members
/// does. The cheap ones are asked first.
/// </summary>
internal sealed class MessageMatch(
    IReadOnlyList<string> prefixes, IReadOnlyList<string> contains, IReadOnlyList<MessagePattern> patterns, bool ignoreCase)
{
    private readonly byte[][] _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _contains = [.. contains.Select(Encoding.UTF8.GetBytes)];
    private readonly MessagePattern[] _patterns = [.. patterns];

    public IReadOnlyList<string> Prefixes { get; } = prefixes;

    public IReadOnlyList<string> Contains { get; } = contains;

    public IReadOnlyList<MessagePattern> Patterns => _patterns;

    /// <summary>Of the letters A to Z; a regex ignores the case of all letters.</summary>
    public bool IgnoreCase { get; } = ignoreCase;

    /// <param name="message">As <see cref="MessageText.Seen"/> gives it.</param>
    /// <param name="timeouts">Counts the regexes that ran out of time, which is taken for no match.</param>
    public bool Holds(ReadOnlySpan<byte> message, MessageText text, ref long timeouts) =>
        (_prefixes.Length == 0 || StartsWithAny(message))
        && (_contains.Length == 0 || ContainsAny(message))
        && (_patterns.Length == 0 || MatchesAny(message, text, ref timeouts));

    private bool StartsWithAny(ReadOnlySpan<byte> message)
    {
        foreach (byte[] prefix in _prefixes)
        {
            if (IgnoreCase ? AsciiCase.StartsWith(message, prefix) : message.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    private bool ContainsAny(ReadOnlySpan<byte> message)
    {
        foreach (byte[] part in _contains)
        {
            if (IgnoreCase ? AsciiCase.Contains(message, part) : message.IndexOf(part) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesAny(ReadOnlySpan<byte> message, MessageText text, ref long timeouts)
    {
        ReadOnlySpan<char> characters = text.Of(message);
        foreach (MessagePattern pattern in _patterns)
        {
            bool? matches = pattern.Matches(characters);
            if (matches == true)
            {
                return true;
            }

            timeouts += matches is null ? 1 : 0;
        }

        return false;
    }
}
