using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// JSON that a model is asked for: one type gives the schema that is sent along and checks what comes back. Every member must
/// be there, no other may be, and nothing is null that may not be.
/// </summary>
internal static partial class StrictJson
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

    public static JsonNode SchemaOf<T>() => Whole(Options.GetJsonSchemaAsNode(typeof(T), SchemaOptions));

    /// <summary>Writes a type out wherever it is used: not every server follows references within a schema.</summary>
    private static JsonNode Whole(JsonNode schema)
    {
        return Of(schema);

        JsonNode Of(JsonNode node) => node switch
        {
            JsonObject each when each["$ref"] is { } reference => Of(At(reference.GetValue<string>())),
            JsonObject each => new JsonObject(each.Select(member => KeyValuePair.Create(member.Key, OrNull(member.Value)))),
            JsonArray each => new JsonArray([.. each.Select(OrNull)]),
            _ => node.DeepClone(),
        };

        JsonNode? OrNull(JsonNode? node) => node is null ? null : Of(node);

        // Names of members are letters and underscores, so that a pointer needs no unescaping.
        JsonNode At(string pointer) => pointer.Split('/').Skip(1).Aggregate(
            schema,
            (node, name) => node is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!);
    }

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

        ReadOnlySpan<char> json = answer.AsSpan(start, end - start + 1);
        try
        {
            RefuseNulls(JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = Options.MaxDepth }));
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new FormatException("the answer is null");
        }
        catch (JsonException e)
        {
            string place = Told(e.Path ?? "its start");
            throw new FormatException($"the answer does not fit the schema at {place}: {Told(e.Message)}", e);
        }
    }

    /// <summary>The serializer knows which members may be null, and nothing of the elements of lists; here none may be.</summary>
    private static void RefuseNulls(JsonElement element)
    {
        foreach (JsonElement each in element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray(),
            JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value),
            _ => Enumerable.Empty<JsonElement>(),
        })
        {
            if (element.ValueKind is JsonValueKind.Array && each.ValueKind is JsonValueKind.Null)
            {
                throw new FormatException("the answer does not fit the schema: a list holds null");
            }

            RefuseNulls(each);
        }
    }

    /// <summary>
    /// What the serializer says, without names of this program. It quotes names that the model made up, so it is cut and made
    /// printable: it is told to the model again, and to a person.
    /// </summary>
    private static string Told(string problem)
    {
        const int most = 200;
        string plain = Printable.Of(Internals().Replace(problem, ""));
        return plain.Length > most ? plain[..most] + "…" : plain;
    }

    [GeneratedRegex(@"\bDevMesh\.(?:\w+\.)+|\ ?Path:\ .*", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Internals();
}
