using System.Text;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// The name of a service or an identifier as a rule writes it: taken byte for byte, <c>*</c> stands for any text, also none.
/// </summary>
internal sealed class NamePattern
{
    private readonly byte[][] _parts;

    public NamePattern(string text)
    {
        Text = text;
        _parts = [.. text.Split('*').Select(Encoding.UTF8.GetBytes)];
    }

    public string Text { get; }

    public bool Matches(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> first = _parts[0];
        if (_parts.Length == 1)
        {
            return name.SequenceEqual(first);
        }

        ReadOnlySpan<byte> last = _parts[^1];
        if (name.Length < first.Length + last.Length || !name.StartsWith(first) || !name.EndsWith(last))
        {
            return false;
        }

        ReadOnlySpan<byte> middle = name[first.Length..^last.Length];
        foreach (byte[] part in _parts.AsSpan(1, _parts.Length - 2))
        {
            int found = middle.IndexOf(part);
            if (found < 0)
            {
                return false;
            }

            middle = middle[(found + part.Length)..];
        }

        return true;
    }

    /// <summary>
    /// Whether it matches every name that the other matches. The other's own star is a byte that only a star of this one
    /// can take, so the other's text stands for all its names.
    /// </summary>
    public bool Covers(NamePattern other) => Matches(Encoding.UTF8.GetBytes(other.Text));
}
