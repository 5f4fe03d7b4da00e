using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace DevMesh.Domain.Ingestion;

/// <summary>Small helpers over <see cref="JsonElement"/>.</summary>
internal static class Json
{
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
