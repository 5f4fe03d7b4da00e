using System.Text.RegularExpressions;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// A regex over a message. It runs on the backtracking engine, which is quick and small; some thirty patterns on the linear one
/// cost 46 MB. A pattern that once runs out of time is answered by the linear engine from then on, so its answers do not depend
/// on the time. Only look-around, back references and atomic groups, which that engine lacks, leave a question unanswered.
/// </summary>
internal sealed class MessagePattern
{
    private readonly Regex _regex;
    private Regex? _linear;
    private bool _hasNoLinear;

    private MessagePattern(Regex regex) => _regex = regex;

    public string Text => _regex.ToString();

    /// <returns>Null when the pattern is wrong; then <paramref name="reason"/> says why.</returns>
    public static MessagePattern? Create(string pattern, bool ignoreCase, TimeSpan timeout, out string reason)
    {
        reason = "";
        RegexOptions options = ignoreCase ? RegexOptions.CultureInvariant | RegexOptions.IgnoreCase : RegexOptions.CultureInvariant;
        try
        {
            return new MessagePattern(new Regex(pattern, options, timeout));
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
        if (_linear is not null)
        {
            return _linear.IsMatch(text);
        }

        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return LinearEngine()?.IsMatch(text);
        }
    }

    private Regex? LinearEngine()
    {
        if (_linear is null && !_hasNoLinear)
        {
            try
            {
                _linear = new Regex(_regex.ToString(), _regex.Options | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
            }
            catch (NotSupportedException)
            {
                _hasNoLinear = true;
            }
        }

        return _linear;
    }

    /// <summary>The library's message repeats the pattern in front; here the caller has said it.</summary>
    private static string ReasonOf(RegexParseException e, string pattern)
    {
        string place = $"at offset {e.Offset}. ";
        int at = e.Message.IndexOf(place, StringComparison.Ordinal);
        string reason = at < 0 ? e.Message.Replace(pattern, "it", StringComparison.Ordinal) : e.Message[(at + place.Length)..];
        return $"{reason.TrimEnd('.')} (at character {e.Offset})";
    }
}
