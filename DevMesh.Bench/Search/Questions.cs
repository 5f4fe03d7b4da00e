using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Search;

/// <summary>
/// Requests made from what is stored, the same ones for the same data: some words of a template, as one asks who remembers
/// part of a line, one in five with a value out of a real message instead; and lists with one to three filters.
/// </summary>
internal sealed partial record Questions(
    IReadOnlyList<string> Texts,
    IReadOnlyList<string> SearchLogs,
    IReadOnlyList<string> SearchTemplates,
    IReadOnlyList<string> SearchByNode,
    IReadOnlyList<string> SearchByTime,
    IReadOnlyList<string> FilteredLogs)
{
    private const int Seed = 11;
    private const int ValueEvery = 5;

    // The windows of ten minutes lie this far apart, back from the newest log.
    private static readonly TimeSpan WindowStep = TimeSpan.FromMinutes(23);

    public static async Task<Questions> AskedOfAsync(HttpClient http, int count)
    {
        Random random = new(Seed);
        string[] templates = await TextsAsync(http, "/templates?sort=novel&limit=1000", "template");
        string[] messages = await TextsAsync(http, "/logs?limit=1000", "message");
        JsonElement[] logs = await ResultsAsync(http, "/logs?limit=1000");
        string[] values = [.. messages.SelectMany(message => Values().Matches(message).Select(match => match.Value)).Distinct()];

        string[] texts = [.. Enumerable.Range(0, count).Select(i =>
            i % ValueEvery == 0 && values.Length > 0 ? values[random.Next(values.Length)] : SomeWords(templates, random))];
        string[] words = [.. texts.Select(Uri.EscapeDataString)];
        string[] nodes = [.. FleetTraffic.Nodes];
        DateTime newest = logs[0].GetProperty("timestamp").GetDateTime().ToUniversalTime();
        return new Questions(
            texts,
            [.. words.Select(query => $"/search/logs?query={query}")],
            [.. words.Select(query => $"/search/templates?query={query}")],
            [.. words.Select((query, i) => $"/search/logs?query={query}&node={nodes[i % nodes.Length]}")],
            [.. words.Select((query, i) => $"/search/logs?query={query}{Window(newest - (i * WindowStep))}")],
            [.. Enumerable.Range(0, count).Select(_ => Filtered(logs[random.Next(logs.Length)], random))]);
    }

    private static string Window(DateTime end) => $"&since={end.AddMinutes(-10):yyyy-MM-ddTHH:mm:ssZ}&until={end:yyyy-MM-ddTHH:mm:ssZ}";

    private static string SomeWords(string[] templates, Random random)
    {
        while (true)
        {
            string[] words = [.. Words().Matches(Placeholders().Replace(templates[random.Next(templates.Length)], " ")).Select(match => match.Value)];
            if (words.Length >= 2)
            {
                int length = Math.Min(random.Next(2, 5), words.Length);
                int start = random.Next(words.Length - length + 1);
                return string.Join(' ', words[start..(start + length)]);
            }
        }
    }

    private static string Filtered(JsonElement log, Random random)
    {
        DateTime around = log.GetProperty("timestamp").GetDateTime().ToUniversalTime();
        string[] filters =
        [
            $"node={log.GetProperty("node").GetString()}",
            $"service={Uri.EscapeDataString(log.GetProperty("service").GetString()!)}",
            $"level={new[] { "err", "warning", "info" }[random.Next(3)]}",
            $"since={around.AddHours(-random.Next(1, 72)):yyyy-MM-ddTHH:mm:ssZ}",
            $"until={around.AddMinutes(-random.Next(0, 60)):yyyy-MM-ddTHH:mm:ssZ}",
        ];
        random.Shuffle(filters);
        return $"/logs?limit=50&{string.Join('&', filters.Where(filter => !filter.EndsWith('=')).Take(random.Next(1, 4)))}";
    }

    private static async Task<string[]> TextsAsync(HttpClient http, string path, string member) =>
        [.. (await ResultsAsync(http, path)).Select(result => result.GetProperty(member).GetString()!)];

    private static async Task<JsonElement[]> ResultsAsync(HttpClient http, string path) =>
        [.. (await http.GetFromJsonAsync<JsonElement>(path)).GetProperty("results").EnumerateArray()];

    [GeneratedRegex("<[a-z:]+>", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholders();

    [GeneratedRegex("[A-Za-z]{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    /// <summary>Addresses, ids of containers and the like: seven characters or more that begin with a digit.</summary>
    [GeneratedRegex("[0-9][A-Za-z0-9.]{5,}[A-Za-z0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Values();
}
