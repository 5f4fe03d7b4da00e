using System.Globalization;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Functions.Http;

/// <summary>
/// The query string, read by name and type. Every name that is read is accepted; any other one is refused, and so is a
/// repeated parameter, an empty value, and a value that is not what its reader expects.
/// </summary>
internal sealed class RequestQuery
{
    /// <summary>How long a text may be unless its reader says otherwise, in characters.</summary>
    public const int DefaultMaxLength = 1024;

    private readonly IQueryCollection _query;
    private readonly List<string> _accepted = [];
    private InvalidRequestException? _first;

    private RequestQuery(IQueryCollection query) => _query = query;

    /// <summary>
    /// Reads the whole query. A reader that meets a wrong value gives a default and goes on, so that a misspelt name is
    /// told first: it is often why another one seems to be missing.
    /// </summary>
    /// <exception cref="InvalidRequestException">A parameter is unknown, missing or wrong; it names the first.</exception>
    public static T Read<T>(HttpRequest request, Func<RequestQuery, T> read)
    {
        RequestQuery reader = new(request.Query);
        T result = read(reader);
        reader.RefuseUnknown();
        return reader._first is null ? result : throw reader._first;
    }

    /// <summary>Refuses every parameter.</summary>
    public static void RefuseAll(HttpRequest request) => Read(request, _ => true);

    /// <param name="limit">The setting that the length comes from, if it has one.</param>
    public string? Text(string name, int maxLength = DefaultMaxLength, string? limit = null)
    {
        string? text = Value(name, $"text of 1 to {maxLength} characters");
        if (text is null || text.Length <= maxLength)
        {
            return text;
        }

        Fail(name, $"has {text.Length} characters", $"text of 1 to {maxLength} characters", limit, maxLength);
        return null;
    }

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name, int maxLength = DefaultMaxLength, string? limit = null)
    {
        string? text = Text(name, maxLength, limit);
        if (text is null)
        {
            Fail(name, "is missing", $"text of 1 to {maxLength} characters"); // keeps an earlier error about its value
        }

        return text ?? "";
    }

    /// <param name="limit">The setting that <paramref name="most"/> comes from, if any; told to whoever asks for more.</param>
    public int Int(string name, int absent, int least, int most, string? limit = null)
    {
        string accepts = Whole(least, most);
        if (Value(name, accepts) is not string text)
        {
            return absent;
        }

        bool isWhole = IsWhole(text, out long number);
        if (isWhole && number >= least && number <= most)
        {
            return (int)number;
        }

        Fail(name, $"{Shown(text)} is not accepted", accepts, isWhole && number > most ? limit : null, most);
        return absent;
    }

    public long? Long(string name, long least, long most) =>
        Parse(name, Whole(least, most), (string text, out long number) =>
            IsWhole(text, out number) && number >= least && number <= most);

    public bool Flag(string name, bool absent = false) => Parse<bool>(name, "true or false", bool.TryParse) ?? absent;

    /// <summary>UTC, whole microseconds.</summary>
    public DateTime? Time(string name)
    {
        string? text = Value(name, Rfc3339.Accepted);
        if (text is null)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out DateTime utc))
        {
            return utc;
        }

        // A plus sign in a query string stands for a space, which is how most wrong times come about.
        bool lostPlus = text.Length > 6 && text[^6] == ' ';
        Fail(name, lostPlus ? $"{Shown(text)} has lost the + of its offset: send it as %2B" : $"{Shown(text)} is not a time", Rfc3339.Accepted);
        return null;
    }

    public Level? Level(string name) => Parse<Level>(name, Levels.Accepted, Levels.TryParse);

    public string? Node(string name)
    {
        string? text = Value(name, NodeName.Accepted);
        if (text is null || NodeName.IsValid(text))
        {
            return text;
        }

        Fail(name, $"{Shown(text)} is not a node's name", NodeName.Accepted);
        return null;
    }

    /// <summary>One of a few words, in any case; the first is the one that counts when it is absent.</summary>
    public string Choice(string name, params ReadOnlySpan<string> words)
    {
        string accepts = string.Join(", ", words);
        string? text = Value(name, accepts);
        foreach (string word in words)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        if (text is not null)
        {
            Fail(name, $"{Shown(text)} is none of them", accepts);
        }

        return words[0];
    }

    /// <summary>The value as it was sent; null when it is absent or when an error was noted.</summary>
    /// <param name="accepts">What is accepted, for the error.</param>
    public string? Value(string name, string accepts)
    {
        _accepted.Add(name);
        if (!_query.TryGetValue(name, out StringValues values))
        {
            return null;
        }

        if (values.Count > 1)
        {
            Fail(name, $"is given {values.Count} times", $"once: {accepts}");
            return null;
        }

        if (string.IsNullOrEmpty(values[0]))
        {
            Fail(name, "is empty", accepts);
            return null;
        }

        return values[0];
    }

    /// <summary>Notes an error; the first one is what the caller is told.</summary>
    /// <param name="limit">The setting whose limit was hit, when it was one.</param>
    public void Fail(string name, string problem, string accepts, string? limit = null, long maximum = 0) =>
        _first ??= new InvalidRequestException(name, problem, accepts)
        {
            Limit = limit,
            Maximum = limit is null ? null : maximum,
        };

    private static string Whole(long least, long most) => $"a whole number from {least} to {most}";

    private static bool IsWhole(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private delegate bool Parser<T>(string text, out T value);

    private T? Parse<T>(string name, string accepts, Parser<T> parse)
        where T : struct
    {
        string? text = Value(name, accepts);
        if (text is null)
        {
            return null;
        }

        if (parse(text, out T value))
        {
            return value;
        }

        Fail(name, $"{Shown(text)} is not accepted", accepts);
        return null;
    }

    private void RefuseUnknown()
    {
        foreach (string name in _query.Keys)
        {
            if (!_accepted.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                IReadOnlyList<string> near = NearestNames.Of(name, _accepted);
                string names = _accepted.Count == 0 ? "no parameters" : string.Join(", ", near.Count > 0 ? near : _accepted);
                throw new InvalidRequestException(Shorten(name), "is not a parameter of this route", names);
            }
        }
    }

    private static string Shown(string text) => $"'{Shorten(text)}'";

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
