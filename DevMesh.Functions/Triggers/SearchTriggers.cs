using DevMesh.Domain.Access;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Triggers;

/// <summary>Logs and templates by meaning and by words.</summary>
public sealed class SearchTriggers(LogSearch logs, TemplateSearch templates, QueryLimits limits, TimeProvider clock)
{
    private const int DefaultExamples = 3;
    private const int MaxExamples = 20;

    [Function("SearchLogs")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> SearchLogsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "search/logs")] HttpRequest request, CancellationToken ct)
    {
        LogSearchRequest search = RequestQuery.Read(request, query => new LogSearchRequest(
            query.RequiredText("query", limits.MaxLength, "QUERY_MAX_LENGTH"),
            ReadFilter(query),
            PageQuery.ReadLimit(query, limits),
            SearchCursor.Read(query)));
        LogSearchResult found = await logs.SearchAsync(search, ct);
        return WireJson.Answer(SearchResponse<FoundLogResponse>.Of(
            search.Query, found.Took, found.Embedder, found.Results.Select(FoundLogResponse.Of), found.Next));
    }

    [Function("SearchTemplates")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> SearchTemplatesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "search/templates")] HttpRequest request, CancellationToken ct)
    {
        TemplateSearchRequest search = RequestQuery.Read(request, query => new TemplateSearchRequest(
            query.RequiredText("query", limits.MaxLength, "QUERY_MAX_LENGTH"),
            ReadFilter(query),
            query.Time("novel_since"),
            PageQuery.ReadLimit(query, limits),
            query.Int("examples", DefaultExamples, 0, MaxExamples),
            SearchCursor.Read(query)));
        TemplateSearchResult found = await templates.SearchAsync(search, ct);
        return WireJson.Answer(SearchResponse<FoundTemplateResponse>.Of(
            search.Query, found.Took, found.Embedder, found.Results.Select(FoundTemplateResponse.Of), found.Next));
    }

    private LogFilter ReadFilter(RequestQuery query) => LogFilterQuery.Read(query, limits, clock.GetUtcNow().UtcDateTime);
}
