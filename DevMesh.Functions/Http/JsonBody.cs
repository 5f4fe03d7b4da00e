using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;

namespace DevMesh.Functions.Http;

/// <summary>
/// A small JSON object as a request's body, read by name and type. Every name that is read is accepted; any other one is
/// refused, so that a misspelt member is no silent default.
/// </summary>
internal sealed class JsonBody
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly List<string> _accepted = [];
    private InvalidRequestException? _first;

    private JsonBody(JsonElement root)
    {
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (!_members.TryAdd(NameOf(member), member.Value))
            {
                throw new InvalidRequestException(member.Name, "is there twice", "each member once");
            }
        }
    }

    /// <summary>Reads the whole body. As in a query string, a misspelt name is told before what seems to be missing.</summary>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="InvalidRequestException">It is no JSON object, or a member is unknown, missing or wrong.</exception>
    /// <exception cref="LimitExceededException">It is larger than the limits.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, BodyLimits limits, Func<JsonBody, T> read, CancellationToken ct)
    {
        using RequestBody body = await RequestBody.ReadAsync(request, limits, ct);
        using JsonDocument document = Parse(body.Bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException("body", "is no JSON object", "one JSON object in UTF-8");
        }

        JsonBody reader = new(document.RootElement);
        T result = read(reader);
        reader.RefuseUnknown();
        return reader._first is null ? result : throw reader._first;
    }

    public bool Has(string name) => Value(name) is not null;

    public string? Text(string name, int maxLength)
    {
        string accepts = $"a string of 1 to {maxLength} characters";
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value) is { } text && text.Trim() is { Length: > 0 } trimmed && trimmed.Length <= maxLength)
        {
            return trimmed;
        }

        Fail(name, "is no such text", accepts);
        return null;
    }

    /// <summary>UTC, whole microseconds.</summary>
    public DateTime? Time(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (Rfc3339.TryParse(TextOf(value), out DateTime utc))
        {
            return utc;
        }

        Fail(name, "is not a time", Rfc3339.Accepted);
        return null;
    }

    public string? Node(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value) is { } text && NodeName.IsValid(text))
        {
            return text;
        }

        Fail(name, "is not a node's name", NodeName.Accepted);
        return null;
    }

    public long? Id(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long id) && id > 0)
        {
            return id;
        }

        Fail(name, "is not an id", "a whole number above 0");
        return null;
    }

    /// <summary>One of a few words, which must be there.</summary>
    public string Choice(string name, params string[] words)
    {
        string? text = Value(name) is { } value ? TextOf(value) : null;
        if (text is not null && words.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Fail(name, text is null ? "is missing" : "is none of them", string.Join(", ", words));
        return words[0];
    }

    /// <summary>Notes an error; the first one is what the caller is told.</summary>
    public void Fail(string name, string problem, string accepts) =>
        _first ??= new InvalidRequestException(name, problem, accepts);

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException(
                "body", $"is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "one JSON object in UTF-8");
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException("body", "has a member whose name is no Unicode", "names in Unicode");
        }
    }

    /// <summary>Null for other kinds, and for text with half a surrogate pair.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private JsonElement? Value(string name)
    {
        if (!_accepted.Contains(name, StringComparer.Ordinal))
        {
            _accepted.Add(name);
        }

        return _members.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private void RefuseUnknown()
    {
        foreach (string name in _members.Keys)
        {
            if (!_accepted.Contains(name, StringComparer.Ordinal))
            {
                IReadOnlyList<string> near = NearestNames.Of(name, _accepted);
                throw new InvalidRequestException(
                    name.Length <= 64 ? name : name[..64] + "…",
                    "is not a member of this request",
                    string.Join(", ", near.Count > 0 ? near : _accepted));
            }
        }
    }
}
