using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Ingestion;

/// <summary>Small helpers over <see cref="JsonElement"/>.</summary>
internal static class Json
{
    /// <summary>What is wrong with an object that names a member with half a surrogate pair.</summary>
    public const string BadName = "has a member whose name is no Unicode";

    /// <summary>A member of the object; null when it is not there, or is null.</summary>
    /// <exception cref="InvalidRequestException">The object has a name with half a surrogate pair, wherever it stands.</exception>
    public static JsonElement? Member(JsonElement parent, string name)
    {
        try
        {
            bool isThere = parent.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null;
            return isThere ? element : null;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException("body", BadName, "names in Unicode");
        }
    }

    /// <summary>The string's text; false for other kinds, and for text with half a surrogate pair, which is no Unicode.</summary>
    public static bool TryGetText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // JsonElement's answer to an escaped lone surrogate or invalid UTF-8
        }
    }

    /// <summary>The text of the string or name that the reader stands on; null when it is no Unicode.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The kind of a value in words, by its first token.</summary>
    public static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        _ => "null",
    };

    /// <summary>The kind of a value in words, for messages.</summary>
    public static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
