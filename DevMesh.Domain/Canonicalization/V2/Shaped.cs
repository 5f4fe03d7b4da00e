using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Values that are known by their own shape.</summary>
internal static class Shaped
{
    // Parts of parts are looked at this deep; what is more nested is an id.
    private const int Deepest = 5;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a token that holds more than letters.</summary>
    public static void Read(ref Scan scan, int index, Token token)
    {
        if (token.Shape.Has(Shape.Slash | Shape.Backslash) && Paths.Read(ref scan, token))
        {
            return;
        }

        // Punctuation that touches a value without being a part of it.
        int start = token.Start;
        int end = token.End;
        while (end > start && scan.Text[end - 1] is '.' or ':' or '!' or '?' or '*' or '&')
        {
            end--;
        }

        while (start < end && scan.Text[start] is '#' or '*' or '$' or ':' or '@' or '~' or '!' or '?' or '&' or '.' or '^' &&
            !scan.HasAt(start, "::"))
        {
            start++;
        }

        if (start == end)
        {
            if (token.Length == 2 && scan.HasAt(token.Start, "::"))
            {
                scan.Add(VariableType.Ip, token.Start, token.End);
            }

            return;
        }

        Shape shape = end - start == token.Length ? token.Shape : Shapes.Of(scan.Text[start..end]);
        if (shape == Shape.Digit)
        {
            Numbers.Read(ref scan, index, start, end);
        }
        else if (!shape.Has(Shape.Digit))
        {
            WithoutDigits.Read(ref scan, start, end, shape);
        }
        else if (shape.Has(Shape.Letter) && Numbers.IsColour(ref scan, start))
        {
            scan.Keep(end);
        }
        else if (!Moments.Read(ref scan, index, start, end, shape) && !Numbers.TryRead(ref scan, index, start, end, shape))
        {
            Part(ref scan, start, end, shape, depth: 0);
        }
    }

    /// <summary>Reads a token, or a part of one that was cut at its punctuation.</summary>
    /// <param name="shape">What its characters are, or more than that.</param>
    public static void Part(ref Scan scan, int start, int end, Shape shape, int depth)
    {
        ReadOnlySpan<char> text = scan.Text[start..end];
        if (!text.ContainsAnyInRange('0', '9'))
        {
            return;
        }

        if (depth > Deepest)
        {
            scan.Add(VariableType.Id, start, end);
        }
        else if (Whole(text, shape) is { } type)
        {
            scan.Add(type, start, end);
            if (type is VariableType.Ip or VariableType.IpPort)
            {
                Addresses.ReadName(ref scan, end);
            }
        }
        else if (!(shape.IsOnly(Shape.Alphanumeric) ? Names.IsName(text) : Composites.Read(ref scan, start, end, depth)) &&
            !(scan.At(end) == '(' && Names.IsCallable(text)))
        {
            scan.Add(VariableType.Id, start, end);
        }
    }

    // What all of the text is as one value, or null.
    private static VariableType? Whole(ReadOnlySpan<char> text, Shape shape)
    {
        if (char.IsAsciiDigit(text[0]))
        {
            if (Digits.Only(text))
            {
                return Numbers.OfDigits(text);
            }

            if (Addresses.OfIpv4(text) is { } address)
            {
                return address;
            }
        }

        if (text is ['0', 'x' or 'X', _, ..])
        {
            return text[2..].ContainsAnyExcept(HexDigits) ? null : VariableType.Hex;
        }

        if (shape.IsOnly(Shape.Hexadecimal))
        {
            return text.Length >= 8 ? VariableType.Hex : Units.OfNumbers(text);
        }

        if (text.Length == 36 && text[8] == '-' && text[13] == '-' && Guid.TryParseExact(text, "D", out _))
        {
            return VariableType.Uuid;
        }

        if (shape.Has(Shape.Colon | Shape.Hyphen) && Addresses.IsMac(text))
        {
            return VariableType.Mac;
        }

        if (shape.Has(Shape.Colon) && Addresses.IsIpv6(text))
        {
            return VariableType.Ip;
        }

        return Numbers.OfText(text) ?? (shape.Has(Shape.Dot) && Hosts.IsHost(text) ? VariableType.Host : null);
    }
}
