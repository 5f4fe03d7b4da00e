using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search;

/// <summary>Adds logs that templates cannot lead to, because what is asked for is a value in them.</summary>
internal sealed class ValueLookup(IValueSearch values, LogScorer scorer)
{
    // No index finds a part of a message, so a look-up reads messages, and how many bounds what a search may cost.
    private const int MaxValues = 2;
    private const int Reach = 6_000;
    private const int MaxLookupsInTemplates = 2;
    private const int ReachInTemplate = 1_000;

    /// <summary>Logs of any template that hold one of the query's values.</summary>
    public async Task FindEverywhereAsync(LogCandidates candidates, RankedQuery ranked, int limit, CancellationToken ct)
    {
        if (ranked.Narrow.Logs is { } all)
        {
            foreach (LogEvent log in all.SelectMany(logs => logs).Where(log => scorer.Values.Any(value => scorer.Says(log, value))))
            {
                candidates.Add(log);
            }

            return;
        }

        foreach (QueryToken value in scorer.Values.Take(MaxValues))
        {
            foreach (LogEvent log in await values.NewestWithAsync(value.Text, ranked.Filter, limit, Reach, ct))
            {
                candidates.Add(log);
            }
        }
    }

    /// <summary>
    /// A word of the query may be a value in the logs of the very templates that answer it best, as root in "Failed password
    /// root", while the newest logs hold other values. Looks further back for it in the first templates.
    /// </summary>
    /// <param name="newest">The newest logs of the templates; a template with fewer than <paramref name="limit"/> has no more.</param>
    public async Task FindInTemplatesAsync(
        LogCandidates candidates,
        RankedQuery ranked,
        IReadOnlyDictionary<long, IReadOnlyList<LogEvent>> newest,
        int limit,
        CancellationToken ct)
    {
        var lookups =
            from template in ranked.Templates.Take(MaxLookupsInTemplates)
            let logs = newest.GetValueOrDefault(template.Id)
            where logs is not null && logs.Count >= limit && template.WordRank > 0
            from token in scorer.Tokens
            where token.Words.Any(word => word.Importance == 1) && !logs.Any(log => scorer.Says(log, token))
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
