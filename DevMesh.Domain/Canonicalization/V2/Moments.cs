namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Tokens that begin a date or a time of day, which may take in the tokens behind.</summary>
internal static class Moments
{
    public static bool Read(ref Scan scan, int index, int start, int end, Shape shape)
    {
        VariableType type = VariableType.Time;
        char first = scan.Text[start];
        int moment = 0;
        if (char.IsAsciiDigit(first))
        {
            bool compact = end - start >= 15 && scan.Text[start + 8] == 'T'; // 20261120T081530Z
            if (!compact && !shape.Has(Shape.Hyphen | Shape.Slash | Shape.Colon | Shape.Dot))
            {
                return false;
            }

            if (shape.Has(Shape.Colon) && index > 0 && scan.At(start - 1) == ' ' &&
                IsAfterLength(scan.TextOf(scan.Tokens[index - 1])) && EndOfLength(scan.Text[start..end]) is > 0 and int length)
            {
                scan.Add(VariableType.Duration, start, start + length);
                return true;
            }

            moment = Dates.AtDigit(scan.Text, start, out type);
        }
        else if (first is 'I' or 'W' or 'E' or 'F' && end - start == 5 && scan.At(end) == ' ' &&
            Digits.Count(scan.Text, start + 1) == 4)
        {
            // I1120 08:15:30.123456, as glog writes it
            moment = Clock.End(scan.Text, end + 1);
        }

        if (moment > 0)
        {
            scan.Add(type, start, moment);
        }

        return moment > 0;
    }

    // Behind these words 0:04:12 tells how long, not when.
    private static bool IsAfterLength(ReadOnlySpan<char> word) => word.TrimEnd(':') is "lifetime" or "duration"
        or "elapsed" or "uptime" or "took" or "for" or "in" || word is "time:";

    // Two or three numbers with colons between, and a fraction: 1:23, 0:04:12.5
    private static int EndOfLength(ReadOnlySpan<char> text)
    {
        int at = 0;
        for (int part = 0; part < 3; part++)
        {
            int digits = Digits.Count(text, at);
            if (digits is 0 or > 3 || (part > 0 && digits != 2))
            {
                return 0;
            }

            at += digits;
            if (at == text.Length)
            {
                return part > 0 ? at : 0;
            }

            if (text[at] == '.' && part > 0)
            {
                return Digits.Only(text[(at + 1)..]) ? text.Length : 0;
            }

            if (text[at++] != ':')
            {
                return 0;
            }
        }

        return 0;
    }
}
