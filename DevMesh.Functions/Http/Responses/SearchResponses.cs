using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.Http.Responses;

/// <summary>What a search answers.</summary>
/// <param name="Embedder">The model that the query was compared by; null when the answer is by words alone.</param>
internal sealed record SearchResponse<T>(
    string Query, double TookMs, string? Embedder, IReadOnlyList<T> Results, string? NextCursor)
{
    public static SearchResponse<T> Of(
        string query, TimeSpan took, string? embedder, IEnumerable<T> results, SearchPosition? next) =>
        new(query, Math.Round(took.TotalMilliseconds, 2), embedder, [.. results], SearchCursor.Encode(next));
}

/// <param name="MatchedBy">Of <c>meaning</c>, <c>words</c> and <c>value</c> those that found it.</param>
internal sealed record FoundLogResponse(
    long Id,
    DateTime Timestamp,
    DateTime ReceivedAt,
    string Node,
    string Service,
    Level Level,
    string Message,
    long? TemplateId,
    double Score,
    IReadOnlyList<string> MatchedBy)
    : LogResponse(Id, Timestamp, ReceivedAt, Node, Service, Level, Message, TemplateId)
{
    private static readonly (SearchLegs Leg, string Name)[] Names =
        [(SearchLegs.Meaning, "meaning"), (SearchLegs.Words, "words"), (SearchLegs.Value, "value")];

    public static FoundLogResponse Of(FoundLog found)
    {
        LogEvent log = found.Log;
        return new FoundLogResponse(
            log.Id,
            log.Timestamp,
            log.ReceivedAt,
            log.Node,
            log.Service,
            log.Level,
            log.Message,
            log.TemplateId,
            found.Score,
            [.. Names.Where(each => found.MatchedBy.HasFlag(each.Leg)).Select(each => each.Name)]);
    }
}

/// <param name="Examples">The newest of its logs that pass the filter.</param>
internal sealed record FoundTemplateResponse(
    long TemplateId,
    string Template,
    double Score,
    long Count,
    DateTime FirstSeen,
    DateTime LastSeen,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<long> Sparkline,
    IReadOnlyList<LogResponse> Examples)
{
    public static FoundTemplateResponse Of(FoundTemplate found)
    {
        TemplateFacts facts = found.Facts;
        return new FoundTemplateResponse(
            facts.Template.Id,
            facts.Template.Text,
            found.Score,
            facts.Count,
            facts.Template.FirstSeen,
            facts.Template.LastSeen,
            facts.Nodes,
            facts.Sparkline,
            [.. found.Examples.Select(LogResponse.Of)]);
    }
}
