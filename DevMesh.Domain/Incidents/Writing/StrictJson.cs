using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// JSON that a model is asked for: one type gives the schema that is sent along and checks what comes back. Every member must
/// be there, no other may be, and nothing is null that may not be.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSchemaExporterOptions SchemaOptions = new() { TreatNullObliviousAsNonNullable = true };

    public static JsonNode SchemaOf<T>() => Options.GetJsonSchemaAsNode(typeof(T), SchemaOptions);

    /// <param name="answer">What a model wrote. Words or a code fence around the outermost braces are left aside.</param>
    /// <exception cref="FormatException">It does not fit; the message says where, and is fit to be shown to the model.</exception>
    public static T Read<T>(string answer)
    {
        const string thought = "</think>"; // of models that think aloud; braces in their thoughts are no answer
        answer = answer[(answer.LastIndexOf(thought, StringComparison.Ordinal) is var at and >= 0 ? at + thought.Length : 0)..];
        int start = answer.IndexOf('{', StringComparison.Ordinal);
        int end = answer.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            throw new FormatException("there is no JSON object in the answer");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(answer.AsSpan(start, end - start + 1), Options)
                ?? throw new FormatException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the answer does not fit the schema at {e.Path ?? "its start"}: {e.Message}", e);
        }
    }
}
