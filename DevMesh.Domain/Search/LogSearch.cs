using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Search;

/// <param name="Limit">At least 1.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
public sealed record LogSearchRequest(string Query, LogFilter Filter, int Limit, SearchPosition? After = null);

/// <param name="Embedder">The model that embedded the query; null when the answer is by words alone.</param>
/// <param name="Next">Where the next page starts; null at the end.</param>
public sealed record LogSearchResult(TimeSpan Took, string? Embedder, IReadOnlyList<FoundLog> Results, SearchPosition? Next);

/// <param name="Parts">What each leg adds to the score.</param>
public sealed record FoundLog(LogEvent Log, ScoreParts Parts)
{
    public double Score => Parts.Sum;

    public SearchLegs MatchedBy => Parts.Legs;
}

/// <summary>
/// Logs by meaning, by words and by value. Templates are ranked; the newest logs of the best ones are ranked by what their
/// template got and by how much of the query stands in the log itself. A log's score depends on nothing but the query, the
/// log and its template's ranks, so that a later page goes on exactly below the last result.
/// </summary>
public sealed class LogSearch(TemplateRanker ranker, ValueLookup lookup, TimeProvider clock)
{
    /// <summary>How many results a search can be paged through.</summary>
    public const int MaxDepth = 2000;

    private const int FirstStep = 8;
    private const int LargestStep = 64;

    /// <summary>How many logs of a value are read at least, so that those which also have the query's words are among them.</summary>
    private const int LogsOfValue = 100;

    /// <summary>Beyond this many templates, what is still missing is not worth the time.</summary>
    private const int MaxTemplates = 56;

    /// <summary>When a search for logs that pass a rare filter answers what it has.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidRequestException">The position belongs to another search.</exception>
    public async Task<LogSearchResult> SearchAsync(LogSearchRequest request, CancellationToken ct)
    {
        long started = clock.GetTimestamp();
        ulong fingerprint = SearchPosition.Fingerprint("logs", request.Query, request.Filter);
        SearchPosition.Check(request.After, fingerprint);
        int offset = request.After?.Offset ?? 0;
        int needed = Math.Min(offset + request.Limit, MaxDepth) + 1; // one more tells whether there is a next page
        RankedQuery ranked = await ranker.RankAsync(request.Query, request.Filter, novelSince: null, request.After, Math.Max(needed, LogsOfValue), ct);
        LogCandidates candidates = new(new LogScorer(ranked, ranker.Index));
        foreach (LogEvent log in ranked.Values.Logs)
        {
            candidates.Add(log);
        }

        FoundLog[] after;
        while (true)
        {
            bool more = await WalkAsync(ranked, candidates, needed, started, ct);
            after = [.. candidates.Ordered().SkipWhile(log => request.After is { } last && !IsBelow(log, last))];
            if (after.Length > request.Limit || !more || needed > MaxDepth)
            {
                break;
            }

            needed *= 2; // logs that came in since the first page stand before this one and take its room
        }

        FoundLog[] page = [.. after.Take(request.Limit)];
        SearchPosition? next = after.Length > page.Length && offset + page.Length < MaxDepth
            ? new SearchPosition(
                fingerprint,
                offset + page.Length,
                request.After?.LastTemplate ?? ranked.Templates.Select(template => template.Id).DefaultIfEmpty().Max(),
                page[^1].Score,
                new LogPosition(page[^1].Log.Timestamp, page[^1].Log.Id))
            : null;
        return new LogSearchResult(clock.GetElapsedTime(started), ranked.Embedder, page, next);
    }

    /// <summary>
    /// Reads logs of templates, best first, until no template that is left could put a log among those needed (the threshold
    /// algorithm of Fagin, Lotem and Naor, 2003).
    /// </summary>
    /// <returns>Whether a template has more logs than were read.</returns>
    private async Task<bool> WalkAsync(
        RankedQuery ranked,
        LogCandidates candidates,
        int needed,
        long started,
        CancellationToken ct)
    {
        int step = FirstStep;
        bool more = false;
        for (int position = 0; position < ranked.Templates.Count;)
        {
            RankedTemplate[] some = [.. ranked.Templates.Skip(position).Take(step)];
            IReadOnlyDictionary<long, IReadOnlyList<LogEvent>> newest = await ranker.NewestAsync(ranked, some, needed, ct);
            foreach (LogEvent log in newest.Values.SelectMany(each => each))
            {
                candidates.Add(log);
            }

            more |= newest.Values.Any(each => each.Count >= needed);
            if (position == 0)
            {
                await lookup.FindInTemplatesAsync(candidates, ranked, newest, needed, ct);
            }

            position += some.Length;
            step = Math.Min(step * 2, LargestStep);
            bool settled = position < ranked.Templates.Count
                && candidates.CountAtLeast(candidates.Scorer.MostOf(ranked.Templates[position])) >= needed;
            bool enough = position >= MaxTemplates && candidates.Count >= needed;
            if (settled || enough || clock.GetElapsedTime(started) > TimeLimit)
            {
                break;
            }
        }

        return more;
    }

    private static bool IsBelow(FoundLog log, SearchPosition last) =>
        log.Score != last.Score ? log.Score < last.Score
        : log.Log.Timestamp != last.Log.Timestamp ? log.Log.Timestamp < last.Log.Timestamp
        : log.Log.Id < last.Log.Id;
}
