using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Time;

namespace DevMesh.Domain.Nodes;

/// <summary>
/// Reads the body of POST /nodes/{node}/heartbeat. <c>version</c>, <c>lag_s</c>, <c>sent</c> and <c>retries</c> must be there;
/// members that are not known are ignored, so that an older server takes the heartbeat of a newer shipper.
/// </summary>
public static class HeartbeatReader
{
    private const string AcceptedCount = "a whole number from 0 to 9223372036854775807";

    private static readonly string AcceptedLag = $"a number of seconds from 0 to {HeartbeatLimits.MaxLag:0}";

    /// <exception cref="InvalidRequestException">It is not JSON, or a member is missing or wrong; the first is named.</exception>
    public static Heartbeat Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException("body", $"is a JSON {Json.Kind(root)}", "a heartbeat as one JSON object");
        }

        return new Heartbeat
        {
            Version = Text(root, "version", HeartbeatLimits.MaxVersionLength)
                ?? throw new InvalidRequestException("version", "is missing", AcceptedText(HeartbeatLimits.MaxVersionLength)),
            StartedAt = Json.Member(root, "started_at") is { } started ? Time(started, "started_at") : null,
            LagS = Lag(root),
            Cursor = Text(root, "cursor", HeartbeatLimits.MaxCursorLength),
            Sent = Count(Required(root, "sent", AcceptedCount), "sent"),
            Retries = Count(Required(root, "retries", AcceptedCount), "retries"),
            DeadLetters = Json.Member(root, "dead_letters") is { } dead ? Count(dead, "dead_letters") : 0,
            Dropped = Dropped(root),
            Gaps = Gaps(root),
            LastError = Text(root, "last_error", HeartbeatLimits.MaxErrorLength),
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException(
                "body",
                $"is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                "a heartbeat as one JSON object in UTF-8");
        }
    }

    private static Dictionary<string, long> Dropped(JsonElement root)
    {
        Dictionary<string, long> dropped = new(StringComparer.Ordinal);
        if (Json.Member(root, "dropped") is not { } rules)
        {
            return dropped;
        }

        string accepted = $"an object of at most {HeartbeatLimits.MaxRules} names of rules, each with a count";
        if (rules.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException("dropped", $"is a JSON {Json.Kind(rules)}", accepted);
        }

        foreach (JsonProperty rule in rules.EnumerateObject())
        {
            string name = RuleName(rule);
            dropped[name] = Count(rule.Value, $"dropped.{name}");
            if (dropped.Count > HeartbeatLimits.MaxRules)
            {
                throw new InvalidRequestException("dropped", "has too many rules", accepted);
            }
        }

        return dropped;
    }

    private static string RuleName(JsonProperty rule)
    {
        try
        {
            if (rule.Name.Length is > 0 and <= HeartbeatLimits.MaxRuleLength)
            {
                return rule.Name;
            }
        }
        catch (InvalidOperationException)
        {
            // JsonProperty's answer to half a surrogate pair
        }

        throw new InvalidRequestException(
            "dropped", "has a rule of no usable name", $"names of 1 to {HeartbeatLimits.MaxRuleLength} characters of Unicode");
    }

    private static List<JournalGap> Gaps(JsonElement root)
    {
        List<JournalGap> gaps = [];
        if (Json.Member(root, "gaps") is not { } list)
        {
            return gaps;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > HeartbeatLimits.MaxGaps)
        {
            throw new InvalidRequestException(
                "gaps", "is no array or too long", $$"""at most {{HeartbeatLimits.MaxGaps}} of {"since": "…", "until": "…"}""");
        }

        foreach (JsonElement gap in list.EnumerateArray())
        {
            string field = $"gaps[{gaps.Count}]";
            if (gap.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidRequestException(field, $"is a JSON {Json.Kind(gap)}", "an object with since and until");
            }

            gaps.Add(new JournalGap(End(gap, field, "since"), End(gap, field, "until")));
        }

        return gaps;
    }

    private static DateTimeOffset End(JsonElement gap, string path, string member) =>
        Time(Required(gap, member, Rfc3339.Accepted, path + "."), $"{path}.{member}");

    private static double Lag(JsonElement root) =>
        Required(root, "lag_s", AcceptedLag) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDouble(out double lag) && lag is >= 0 and <= HeartbeatLimits.MaxLag
            ? lag
            : throw new InvalidRequestException("lag_s", "is not a number of seconds", AcceptedLag);

    private static long Count(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long count) && count >= 0
            ? count
            : throw new InvalidRequestException(field, "is not a count", AcceptedCount);

    private static DateTimeOffset Time(JsonElement element, string field) =>
        Json.TryGetText(element, out string? text) && Rfc3339.TryParse(text, out DateTime utc)
            ? new DateTimeOffset(utc)
            : throw new InvalidRequestException(field, "cannot be read", Rfc3339.Accepted);

    private static string? Text(JsonElement root, string member, int maxLength)
    {
        if (Json.Member(root, member) is not { } element)
        {
            return null;
        }

        return Json.TryGetText(element, out string? text) && text.Length <= maxLength
            ? text
            : throw new InvalidRequestException(member, "is not a string or too long", AcceptedText(maxLength));
    }

    private static string AcceptedText(int maxLength) => $"a string of at most {maxLength} characters";

    private static JsonElement Required(JsonElement parent, string member, string accepted, string path = "") =>
        Json.Member(parent, member) ?? throw new InvalidRequestException(path + member, "is missing", accepted);
}
