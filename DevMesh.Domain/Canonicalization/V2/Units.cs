namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Units after a number, directly as in <c>1h2m3.5s</c> and <c>512MiB</c>, or as the next word.</summary>
internal static class Units
{
    /// <summary>What a number is with this word behind it, or null.</summary>
    public static VariableType? OfWord(ReadOnlySpan<char> word) => word switch
    {
        "s" => VariableType.Duration,
        { Length: < 2 or > 12 } => null,
        _ => OfSuffix(word) ?? word switch
        {
            "second" or "seconds" or "minute" or "minutes" or "hour" or "hours" or "day" or "days" or "week" or "weeks"
                or "millisecond" or "milliseconds" or "millis" or "microseconds" or "nanoseconds" or "msecs" or "hrs"
                or "SECONDS" or "MINUTES" or "HOURS" or "DAYS" or "MILLISECONDS" => VariableType.Duration,
            "byte" or "bytes" or "Bytes" or "BYTES" or "kilobytes" or "megabytes" or "gigabytes" => VariableType.Size,
            _ => null,
        },
    };

    /// <summary>
    /// What a token that starts with a digit or sign is when numbers and units take turns in it; several are a duration.
    /// </summary>
    public static VariableType? OfNumbers(ReadOnlySpan<char> token)
    {
        VariableType? type = null;
        int parts = 0;
        int i = token[0] is '-' or '+' ? 1 : 0;
        while (i < token.Length)
        {
            int digits = i;
            while (i < token.Length && (char.IsAsciiDigit(token[i]) || (token[i] == '.' && i > digits)))
            {
                i++;
            }

            int unit = i;
            while (i < token.Length && (char.IsAsciiLetter(token[i]) || token[i] is 'µ' or 'μ'))
            {
                i++;
            }

            // A rate is told by what it is a rate of.
            bool rate = parts == 0 && i > unit && token[i..] is "/s" or "/sec";
            if (unit == digits || i == unit || (OfSuffix(token[unit..i]) is not { } found))
            {
                return null;
            }

            if (rate)
            {
                return found;
            }

            if (parts++ > 0 && (found != VariableType.Duration || type != found))
            {
                return null;
            }

            type = found;
        }

        return type;
    }

    private static VariableType? OfSuffix(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" or "us" or "µs" or "μs" or "ms" or "s" or "m" or "h" or "d" or "w" or "msec" or "sec" or "secs" or "min"
            or "mins" or "hr"
            => VariableType.Duration,
        "B" or "b" or "K" or "M" or "G" or "T" or "k" or "kB" or "KB" or "MB" or "GB" or "TB" or "KiB" or "MiB" or "GiB" or "TiB"
            or "Kb" or "Mb" or "Gb" or "kb" or "mb" or "gb" or "bps" or "kbps" or "Kbps" or "Mbps" or "Gbps" or "KBps" or "MBps"
            => VariableType.Size,
        _ => null,
    };
}
