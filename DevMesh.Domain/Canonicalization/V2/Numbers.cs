using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Numbers and what begins as one: with a sign, a fraction, a unit, a percent sign; versions.</summary>
internal static class Numbers
{
    private static readonly SearchValues<char> NoVersion = SearchValues.Create("/:@\\");
    private static readonly SearchValues<char> Decimal = SearchValues.Create("0123456789.");

    /// <summary>Reads a token of digits alone, which its neighbours may make a port, a process id, an amount.</summary>
    public static void Read(ref Scan scan, int index, int start, int end)
    {
        Token token = scan.Tokens[index];
        char before = scan.At(token.Start - 1);
        char after = scan.At(token.End);
        if (after == ' ' && end - start <= 2 && char.IsAsciiLetterUpper(scan.At(end + 1)) &&
            Dates.AtDigit(scan.Text, start, out VariableType moment) is > 0 and int momentEnd)
        {
            scan.Add(moment, start, momentEnd); // 20 Nov 2026 08:15:30
            return;
        }

        if (before == ' ')
        {
            if (end - start == 3 && scan.At(token.Start - 2) == '|' && after == ' ' && scan.At(token.End + 1) == '|')
            {
                // GIN's status of a request, alone between bars, is what the line is about.
                scan.Keep(end);
                return;
            }

            if (index > 0 && AfterWord(ref scan, index) is { } known)
            {
                scan.Add(known, start, end);
                return;
            }
        }
        else if (before == '[' && scan.At(end) == ']' && start == token.Start && char.IsAsciiLetterOrDigit(scan.At(start - 2)) &&
            !scan.HasAt(start - 1, "[0]"))
        {
            scan.Add(VariableType.Pid, start, end);
            return;
        }
        else if (before == ']' && start == token.Start + 1 && scan.At(token.Start) == ':' && end - start <= 5)
        {
            scan.Add(VariableType.Port, start, end);
            return;
        }

        WithUnit(ref scan, index, OfDigits(scan.Text[start..end]), start, end);
    }

    /// <summary>
    /// The colour of a terminal, as in <c>[31mERROR</c>, stays: what was before its bracket is white space by now.
    /// </summary>
    public static bool IsColour(ref Scan scan, int start)
    {
        int digits = Digits.Count(scan.Text, start);
        return digits is > 0 and <= 3 && scan.At(start + digits) == 'm' && scan.At(start + digits + 1) != ']' &&
            scan.At(start - 1) is '[' or ';' && !char.IsAsciiDigit(scan.At(start + digits + 1));
    }

    /// <summary>Reads a token that begins with a digit or sign, when all of it is a number.</summary>
    public static bool TryRead(ref Scan scan, int index, int start, int end, Shape shape)
    {
        if (!shape.IsOnly(Shape.Digit | Shape.Dot | Shape.Hyphen | Shape.Plus) ||
            scan.Text[start] is not ((>= '0' and <= '9') or '-' or '+') ||
            OfText(scan.Text[start..end]) is not { } type)
        {
            return false;
        }

        WithUnit(ref scan, index, type, start, end);
        return true;
    }

    /// <summary>Digits alone: a number, or with zeros before it an address in memory or a register.</summary>
    public static VariableType OfDigits(ReadOnlySpan<char> digits) =>
        digits.Length >= 8 && digits[0] == '0' ? VariableType.Hex : VariableType.Number;

    /// <summary>
    /// What a text with digits is when it is one number: with a fraction, an exponent, a unit, or a version; else null.
    /// </summary>
    public static VariableType? OfText(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> number = text is ['-' or '+', ..] ? text[1..] : text;
        if (number.IsEmpty || !char.IsAsciiDigit(number[0]))
        {
            return text is ['v' or 'V', >= '0' and <= '9', ..] && IsVersion(text[1..], 1) ? VariableType.Version : null;
        }

        bool percent = number[^1] == '%';
        number = percent ? number[..^1] : number;
        int tail = number.IndexOfAnyExceptInRange('0', '9');
        if (tail < 0 || (number[tail] == '.' && Digits.Only(number[(tail + 1)..])) || IsExponent(number))
        {
            return percent ? VariableType.Percent : VariableType.Number;
        }

        bool version = !percent && Addresses.EndOfIpv4(text, 0) != text.Length && IsVersion(text, 2);
        return percent ? null : Units.OfNumbers(text) ?? (version ? VariableType.Version : null);
    }

    // Numbers with this many points between them or more, and whatever a release appends: 1.2.3, 6.1.0-18-amd64.
    private static bool IsVersion(ReadOnlySpan<char> text, int points)
    {
        int seen = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '.' && i > 0 && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(Digits.At(text, i + 1)))
            {
                seen++;
            }
            else if (!char.IsAsciiDigit(c))
            {
                return seen >= points && !text[i..].ContainsAny(NoVersion);
            }
        }

        return seen >= points;
    }

    private static bool IsExponent(ReadOnlySpan<char> number)
    {
        int e = number.IndexOfAny('e', 'E');
        return e > 0 && e + 2 < number.Length && number[e + 1] is '-' or '+' && Digits.Only(number[(e + 2)..]) &&
            !number[..e].ContainsAnyExcept(Decimal);
    }

    private static void WithUnit(ref Scan scan, int index, VariableType type, int start, int end)
    {
        if (type == VariableType.Number && end == scan.Tokens[index].End && scan.At(end) == ' ' && index + 1 < scan.Tokens.Length)
        {
            Token next = scan.Tokens[index + 1];
            if (next.Start == end + 1 && next.Length <= 14 && Units.OfWord(scan.TextOf(next).TrimEnd(".:")) is { } unit &&
                scan.At(next.End) != '=')
            {
                // lifetime <1 sec
                bool less = unit == VariableType.Duration && scan.At(start - 1) == '<' && scan.At(next.End) != '>' &&
                    !char.IsLetterOrDigit(scan.At(start - 2));
                start -= less && start > scan.Done ? 1 : 0;
                scan.Add(unit, start, next.Start + scan.TextOf(next).TrimEnd(".:").Length);
                return;
            }
        }

        scan.Add(type, start, end);
    }

    private static VariableType? AfterWord(ref Scan scan, int index) => scan.TextOf(scan.Tokens[index - 1]) switch
    {
        { Length: > 8 } => null,
        "port" or "Port" or "PORT" or "port:" or "Port:" => VariableType.Port,
        "pid" or "PID" or "Pid" or "pid:" or "PID:" or "process" or "Process" => VariableType.Pid,
        _ => null,
    };
}
