using System.Text.RegularExpressions;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// A regex over a message. Most patterns run on the engine that takes linear time and needs no timeout, so that they answer
/// the same every time; only one with look-around, back references or atomic groups backtracks and may run out of time.
/// </summary>
internal sealed class MessagePattern
{
    private readonly Regex _regex;

    private MessagePattern(string text, Regex regex)
    {
        Text = text;
        _regex = regex;
    }

    public string Text { get; }

    public bool CanTimeOut => !_regex.Options.HasFlag(RegexOptions.NonBacktracking);

    /// <returns>Null when the pattern is wrong; then <paramref name="reason"/> says why.</returns>
    public static MessagePattern? Create(string pattern, bool ignoreCase, TimeSpan timeout, out string reason)
    {
        reason = "";
        RegexOptions options = ignoreCase ? RegexOptions.CultureInvariant | RegexOptions.IgnoreCase : RegexOptions.CultureInvariant;
        try
        {
            return new MessagePattern(
                pattern, new Regex(pattern, options | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout));
        }
        catch (NotSupportedException)
        {
            return new MessagePattern(pattern, new Regex(pattern, options, timeout));
        }
        catch (RegexParseException e)
        {
            reason = ReasonOf(e, pattern);
            return null;
        }
    }

    /// <returns>Whether it matches; null when the time ran out before that was known.</returns>
    public bool? Matches(ReadOnlySpan<char> text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The library's message repeats the pattern in front; here the caller has said it.</summary>
    private static string ReasonOf(RegexParseException e, string pattern)
    {
        int at = e.Message.IndexOf($"at offset {e.Offset}. ", StringComparison.Ordinal);
        string reason = at < 0 ? e.Message.Replace(pattern, "it", StringComparison.Ordinal) : e.Message[(at + $"at offset {e.Offset}. ".Length)..];
        return $"{reason.TrimEnd('.')} (at character {e.Offset})";
    }
}
