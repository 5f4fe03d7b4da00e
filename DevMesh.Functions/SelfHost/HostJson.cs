using System.Text.Json;

namespace DevMesh.Functions.SelfHost;

/// <summary>What the self-host takes from host.json, the file that the Functions host reads too.</summary>
/// <param name="RoutePrefix">Before every route; empty for none.</param>
/// <param name="MaxOutstandingRequests">Requests that run or wait; null for no limit.</param>
/// <param name="MaxConcurrentRequests">Requests that run; null for no limit.</param>
/// <param name="LogLevels">By category; "default" is the rest.</param>
internal sealed record HostJson(
    string RoutePrefix, int? MaxOutstandingRequests, int? MaxConcurrentRequests, IReadOnlyDictionary<string, LogLevel> LogLevels)
{
    public const string FileName = "host.json";

    private const string DefaultRoutePrefix = "api";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads the file beside the app.</summary>
    /// <exception cref="SelfHostException">It is missing or wrong.</exception>
    public static HostJson Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, FileName);
        return File.Exists(path)
            ? Parse(File.ReadAllText(path))
            : throw new SelfHostException($"{FileName} is missing; accepted: the project's {FileName} at {path}");
    }

    public static HostJson Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            JsonElement root = document.RootElement;
            JsonElement? http = Member(Member(root, "extensions"), "http");
            return new HostJson(
                (Member(http, "routePrefix")?.GetString() ?? DefaultRoutePrefix).Trim('/'),
                Limit(http, "maxOutstandingRequests"),
                Limit(http, "maxConcurrentRequests"),
                Levels(Member(Member(root, "logging"), "logLevel")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new SelfHostException($"{FileName}: {e.Message}");
        }
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out JsonElement member) ? member : null;

    /// <summary>-1 stands for no limit, as it does for the Functions host.</summary>
    private static int? Limit(JsonElement? http, string name) =>
        Member(http, name)?.GetInt32() switch
        {
            null or -1 => null,
            > 0 and int limit => limit,
            int other => throw new SelfHostException($"{FileName}: {name} is {other}; accepted: a number above 0, or -1 for no limit"),
        };

    private static Dictionary<string, LogLevel> Levels(JsonElement? levels)
    {
        Dictionary<string, LogLevel> read = new(StringComparer.OrdinalIgnoreCase);
        if (levels is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (JsonProperty each in members.EnumerateObject())
            {
                read[each.Name] = Enum.TryParse(each.Value.GetString(), true, out LogLevel level)
                    ? level
                    : throw new SelfHostException(
                        $"{FileName}: logLevel {each.Name} is {each.Value}; accepted: {string.Join(", ", Enum.GetNames<LogLevel>())}");
            }
        }

        return read;
    }
}
