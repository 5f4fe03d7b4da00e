using System.Text.Json;

namespace DevMesh.Functions.Settings;

/// <summary>
/// local.settings.json as <c>func</c> reads it: the members of "Values" are settings, which the environment overrides.
/// </summary>
internal static class LocalSettingsFile
{
    public const string FileName = "local.settings.json";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The file in the current folder, else the one beside the app; nothing when there is none.</summary>
    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read()
    {
        string[] places = [Path.Combine(Environment.CurrentDirectory, FileName), Path.Combine(AppContext.BaseDirectory, FileName)];
        return places.FirstOrDefault(File.Exists) is { } path
            ? Parse(File.ReadAllText(path), path)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <param name="name">The file's name, for error messages.</param>
    public static IReadOnlyDictionary<string, string> Parse(string json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException e)
        {
            throw new SettingsException([$"{name}: {e.Message}"]);
        }

        using (document)
        {
            return Values(document.RootElement, name);
        }
    }

    private static Dictionary<string, string> Values(JsonElement root, string name)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Values", out JsonElement members)
            || members.ValueKind != JsonValueKind.Object)
        {
            throw new SettingsException([$"{name}: has no object \"Values\"; accepted: {{\"Values\": {{\"NAME\": \"text\"}}}}"]);
        }

        if (root.TryGetProperty("IsEncrypted", out JsonElement encrypted) && encrypted.ValueKind == JsonValueKind.True)
        {
            throw new SettingsException([$"{name}: is encrypted; accepted: \"IsEncrypted\": false (func settings decrypt)"]);
        }

        List<string> errors = [];
        foreach (JsonProperty each in members.EnumerateObject())
        {
            if (each.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                errors.Add($"{name}: {each.Name} is an object or a list; accepted: text, a number, true or false");
            }
            else
            {
                values[each.Name] = each.Value.ToString();
            }
        }

        return errors.Count == 0 ? values : throw new SettingsException(errors);
    }
}
