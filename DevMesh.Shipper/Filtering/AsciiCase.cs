namespace DevMesh.Shipper.Filtering;

/// <summary>Comparison of bytes that takes A to Z for a to z and every other byte for itself.</summary>
internal static class AsciiCase
{
    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Equals(text[..start.Length], start);

    public static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return true;
        }

        byte lower = Lower(part[0]);
        byte upper = lower is >= (byte)'a' and <= (byte)'z' ? (byte)(lower - 32) : lower;
        while (text.Length >= part.Length)
        {
            int found = text[..(text.Length - part.Length + 1)].IndexOfAny(lower, upper);
            if (found < 0)
            {
                return false;
            }

            if (Equals(text.Slice(found, part.Length), part))
            {
                return true;
            }

            text = text[(found + 1)..];
        }

        return false;
    }

    private static bool Equals(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (Lower(a[i]) != Lower(b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value + 32) : value;
}
