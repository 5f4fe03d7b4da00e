using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>Logs of the window that answer the question by meaning, words or value, as search finds them.</summary>
internal static class QuestionHits
{
    private const int Most = 12;
    private const int MostTemplates = 6;

    /// <returns>Best first, at most one for each template unless a value was asked for.</returns>
    public static async Task<IReadOnlyList<FoundLog>> FindAsync(
        LogSearch search, IncidentSubject subject, TimeWindow window, CancellationToken ct)
    {
        if (subject.Topic.Length == 0)
        {
            return [];
        }

        LogFilter filter = new(
            Node: subject.Nodes.Count == 1 ? subject.Nodes[0] : null,
            Service: subject.Services.Count == 1 ? subject.Services[0] : null,
            Since: window.Since,
            Until: window.Until);
        LogSearchResult found = await search.SearchAsync(new LogSearchRequest(subject.Topic, filter, Most), ct);
        return
        [
            .. found.Results
                .Where(hit => hit.Log.TemplateId is not null && (hit.MatchedBy & (SearchLegs.Words | SearchLegs.Value)) != SearchLegs.None)
                .DistinctBy(hit => (hit.Log.TemplateId, hit.MatchedBy.HasFlag(SearchLegs.Value) ? hit.Log.Id : 0))
                .Take(MostTemplates),
        ];
    }
}
