using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Canonicalization.V2;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// How text from outside is given to a model: as JSON between two marks that whoever wrote a part of it cannot know. Inside,
/// each text is a JSON string and cannot end it.
/// </summary>
internal static class DataFence
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Readable and still one string each: quotes, backslashes and control characters are escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Many servers read <c>&lt;|im_end|&gt;</c> and its like within a message as what parts messages. None of them begins
    /// without this sign, which stands in JSON only within strings; in the placeholders of templates it is harmless.
    /// </summary>
    private static readonly Regex OpeningSign = new(
        $"<(?!(?:{string.Join('|', Enum.GetValues<VariableType>().Select(type => Placeholders.Of(type)[1..]))}))",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    public static string Around(object data)
    {
        string json = OpeningSign.Replace(JsonSerializer.Serialize(data, Options), @"\u003C");
        // It depends on all of the data, so that nobody who writes a part of it can write the mark as well.
        string mark = $"data-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]}";
        return $"<{mark}>\n{json}\n</{mark}>";
    }

    /// <summary>A text as a model may see it. Names and findings come from log lines too, so this holds for every text.</summary>
    public static string Shown(string text) => AddressedToReader.Is(text)
        ? $"(left out: {text.Length} characters that give orders to their reader)"
        : text;
}
