using System.Globalization;
using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Triggers;

/// <summary>Stored logs by filter, by id, and around one.</summary>
public sealed class LogTriggers(ILogReader logs, QueryLimits limits, TimeProvider clock)
{
    private const int DefaultContext = 10;

    [Function("ListLogs")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs")] HttpRequest request, CancellationToken ct)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        (LogFilter filter, PageQuery page) = RequestQuery.Read(
            request, query => (LogFilterQuery.Read(query, limits, now), PageQuery.Read(query, limits)));
        filter = filter.EndingBy(now);
        return WireJson.Answer(LogPageResponse.Of(await logs.ListAsync(filter, page.After, page.Limit, ct)));
    }

    [Function("GetLog")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs/{id}")] HttpRequest request, string id, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        return WireJson.Answer(LogDetailResponse.Of(await FindAsync(id, ct)));
    }

    [Function("GetLogContext")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetContextAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs/{id}/context")] HttpRequest request, string id, CancellationToken ct)
    {
        (int before, int after) = RequestQuery.Read(request, query => (
            query.Int("before", DefaultContext, 0, limits.MaxLimit, "QUERY_MAX_LIMIT"),
            query.Int("after", DefaultContext, 0, limits.MaxLimit, "QUERY_MAX_LIMIT")));
        LogEvent log = await FindAsync(id, ct);
        return WireJson.Answer(LogContextResponse.Of(log, await logs.ContextAsync(log, before, after, ct)));
    }

    private async Task<LogEvent> FindAsync(string text, CancellationToken ct)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            throw new InvalidRequestException("id", "is not the id of a log", "a whole number");
        }

        return await logs.FindAsync(id, ct) ?? throw new NotFoundException($"log {id}");
    }
}
