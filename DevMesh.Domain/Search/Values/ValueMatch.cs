using System.Buffers;

namespace DevMesh.Domain.Search.Values;

/// <summary>
/// Whether a value stands in a message as such: 10.0.0.5 does not stand in 110.0.0.50, nor 470 in 1.470. The beginning of an
/// id or a name does, because that is how long ones are shortened.
/// </summary>
public static class ValueMatch
{
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.:");

    public static bool Stands(ReadOnlySpan<char> message, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return false;
        }

        bool isNumeric = !value.ContainsAnyExcept(Numeric);
        for (int from = 0; from + value.Length <= message.Length;)
        {
            int at = message[from..].IndexOf(value, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            at += from;
            if (Begins(message, at, isNumeric) && (!isNumeric || Ends(message, at + value.Length)))
            {
                return true;
            }

            from = at + 1;
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> message, int at, bool isNumeric) =>
        at == 0
        || !char.IsLetterOrDigit(message[at])
        || (!char.IsLetterOrDigit(message[at - 1]) && !(isNumeric && message[at - 1] == '.' && at > 1 && char.IsAsciiDigit(message[at - 2])))
        || (at > 1 && message[at - 1] is 'x' && message[at - 2] == '0');

    private static bool Ends(ReadOnlySpan<char> message, int end) =>
        end == message.Length
        || (!char.IsLetterOrDigit(message[end]) && !(message[end] == '.' && end + 1 < message.Length && char.IsAsciiDigit(message[end + 1])));
}
