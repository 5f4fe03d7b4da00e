using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;

namespace DevMesh.Functions.Http;

/// <summary>
/// JSON as the contract has it: snake_case, times in UTC with six digits of a second, levels by name, absent values
/// written as null. Text stays readable UTF-8: only quotes, backslashes and control characters are escaped, which is safe
/// because answers are JSON documents (and say nosniff), never parts of a page.
/// </summary>
internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { PutInheritedMembersFirst } },
        Converters = { new TimeConverter(), new LevelConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, false) },
    };

    /// <summary>An answer in JSON.</summary>
    public static IResult Answer<T>(T body, int status = StatusCodes.Status200OK) => Results.Json(body, Options, statusCode: status);

    /// <summary>A log with a score reads as a log first: what an answer inherits comes before what it adds.</summary>
    private static void PutInheritedMembersFirst(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.BaseType == typeof(object))
        {
            return;
        }

        List<JsonPropertyInfo> ordered = [.. type.Properties.OrderBy(each => DepthOf((each.AttributeProvider as MemberInfo)?.DeclaringType))];
        type.Properties.Clear();
        foreach (JsonPropertyInfo each in ordered)
        {
            type.Properties.Add(each);
        }
    }

    private static int DepthOf(Type? type) => type is null ? 0 : 1 + DepthOf(type.BaseType);

    private sealed class TimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out DateTime utc)
                ? utc
                : throw new JsonException($"accepted: {Rfc3339.Accepted}");

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Rfc3339.WrittenLength];
            Rfc3339.Format(value, text);
            writer.WriteStringValue(text);
        }
    }

    private sealed class LevelConverter : JsonConverter<Level>
    {
        public override Level Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Levels.TryParse(reader.GetString(), out Level level)
                ? level
                : throw new JsonException($"accepted: {Levels.Accepted}");

        public override void Write(Utf8JsonWriter writer, Level value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name());
    }
}
