using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search.Values;

/// <summary>Finds logs that templates cannot lead to, because what is asked for is a value in them.</summary>
public sealed class ValueLookup(IValueSearch values)
{
    private const int MaxValues = 4;

    // What the index of values does not know is looked for in messages themselves, and how many bounds what a search may cost.
    private const int Reach = 2_000;
    private const int MaxTemplates = 4;
    private const int MaxLookupsInTemplates = 3;
    private const int ReachInTemplate = 1_000;

    /// <summary>Logs of any template that hold one of the tokens and pass the filter.</summary>
    /// <param name="tokens">The values of the query.</param>
    /// <param name="limit">Of each value.</param>
    internal async Task<QueryValues> FindAsync(
        SearchQuery query, IReadOnlyList<QueryToken> tokens, LogFilter filter, Narrowing narrow, int limit, CancellationToken ct)
    {
        if (narrow.Logs is { } all)
        {
            return QueryValues.Of(
                tokens, [.. all.SelectMany(logs => logs).Where(log => tokens.Any(token => QueryValues.IsIn(token, log)))]);
        }

        Dictionary<long, LogEvent> found = [];
        foreach (QueryToken token in tokens.Take(MaxValues))
        {
            // Beside words, a short number or a part of a value is looked for where the words lead.
            int reach = query.Tokens.Count == 1 ? Reach : 0;
            foreach (LogEvent log in await values.NewestWithAsync(token.Text, filter, limit, reach, ct))
            {
                found.TryAdd(log.Id, log);
            }
        }

        return QueryValues.Of(tokens, [.. found.Values]);
    }

    /// <summary>
    /// A word of the query may be a value in the logs of the very templates that answer it best, as root in "Failed password
    /// root", while the newest logs hold other values. Looks further back for it in the first templates.
    /// </summary>
    /// <param name="newest">The newest logs of the templates; a template with fewer than <paramref name="limit"/> has no more.</param>
    internal async Task FindInTemplatesAsync(
        LogCandidates candidates,
        RankedQuery ranked,
        IReadOnlyDictionary<long, IReadOnlyList<LogEvent>> newest,
        int limit,
        CancellationToken ct)
    {
        var lookups =
            from template in ranked.Templates.Take(MaxTemplates)
            let logs = newest.GetValueOrDefault(template.Id)
            where logs is not null && logs.Count >= limit && template.WordRank > 0
            from token in ranked.Query.Tokens
            where token.Words.Any(word => word.Importance == 1) && !logs.Any(log => candidates.Scorer.Says(log, token))
            orderby token.HasDigit descending // a number is a value for certain, a word only perhaps
            select (template.Id, token.Text);
        foreach ((long id, string text) in lookups.Take(MaxLookupsInTemplates))
        {
            foreach (LogEvent log in await values.NewestWithAsync(text, ranked.Filter with { TemplateId = id }, limit, ReachInTemplate, ct))
            {
                candidates.Add(log);
            }
        }
    }
}
