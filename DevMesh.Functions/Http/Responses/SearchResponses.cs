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

/// <summary>What each leg adds to a score.</summary>
internal sealed record ScorePartsResponse(double Meaning, double Words, double Value)
{
    private static readonly (SearchLegs Leg, string Name)[] Names =
        [(SearchLegs.Meaning, "meaning"), (SearchLegs.Words, "words"), (SearchLegs.Value, "value")];

    public static ScorePartsResponse Of(ScoreParts parts) => new(parts.Meaning, parts.Words, parts.Value);

    public static IReadOnlyList<string> LegsOf(ScoreParts parts) =>
        [.. Names.Where(each => parts.Legs.HasFlag(each.Leg)).Select(each => each.Name)];
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
    ScorePartsResponse ScoreParts,
    IReadOnlyList<string> MatchedBy)
    : LogResponse(Id, Timestamp, ReceivedAt, Node, Service, Level, Message, TemplateId)
{
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
            ScorePartsResponse.Of(found.Parts),
            ScorePartsResponse.LegsOf(found.Parts));
    }
}

/// <param name="Examples">Of its logs that pass the filter those that hold a value asked for, then the newest.</param>
internal sealed record FoundTemplateResponse(
    long TemplateId,
    string Template,
    double Score,
    ScorePartsResponse ScoreParts,
    IReadOnlyList<string> MatchedBy,
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
            ScorePartsResponse.Of(found.Parts),
            ScorePartsResponse.LegsOf(found.Parts),
            facts.Count,
            facts.Template.FirstSeen,
            facts.Template.LastSeen,
            facts.Nodes,
            facts.Sparkline,
            [.. found.Examples.Select(LogResponse.Of)]);
    }
}
