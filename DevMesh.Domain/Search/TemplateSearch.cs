using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Search;

/// <param name="NovelSince">Only templates first seen at or after it.</param>
/// <param name="Limit">At least 1.</param>
/// <param name="Examples">How many logs of each template to show; 0 or more.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
public sealed record TemplateSearchRequest(
    string Query, LogFilter Filter, DateTime? NovelSince, int Limit, int Examples, SearchPosition? After = null);

/// <param name="Embedder">The model that embedded the query; null when the answer is by words alone.</param>
/// <param name="Next">Where the next page starts; null at the end.</param>
public sealed record TemplateSearchResult(
    TimeSpan Took, string? Embedder, IReadOnlyList<FoundTemplate> Results, SearchPosition? Next);

/// <param name="Examples">Of its logs that pass the filter those that hold a value asked for, then the newest.</param>
/// <param name="Parts">What each leg adds to the score.</param>
public sealed record FoundTemplate(TemplateFacts Facts, ScoreParts Parts, IReadOnlyList<LogEvent> Examples)
{
    public double Score => Parts.Sum;
}

/// <summary>
/// The templates nearest to a query, by meaning and by words, that have a log which passes the filter. The facts of each are
/// those of the whole template, the examples pass the filter.
/// </summary>
public sealed class TemplateSearch(TemplateRanker ranker, ITemplateReader templates, TimeProvider clock)
{
    private const int FirstStep = 16;
    private const int LargestStep = 256;

    /// <summary>How many logs of a value are read to learn which templates have it.</summary>
    private const int LogsOfValue = 200;

    /// <summary>When a search for templates that pass a rare filter answers what it has.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidRequestException">The position belongs to another search.</exception>
    public async Task<TemplateSearchResult> SearchAsync(TemplateSearchRequest request, CancellationToken ct)
    {
        long started = clock.GetTimestamp();
        ulong fingerprint = SearchPosition.Fingerprint("templates", request.Query, request.Filter, request.NovelSince);
        SearchPosition.Check(request.After, fingerprint);
        RankedQuery ranked = await ranker.RankAsync(
            request.Query, request.Filter, request.NovelSince, request.After, LogsOfValue, ct);

        ILookup<long?, LogEvent> withValue = ranked.Values.Logs.ToLookup(log => log.TemplateId);
        List<(RankedTemplate Template, IEnumerable<LogEvent> Logs)> found = [];
        int position = request.After?.Offset ?? 0;
        for (int step = Math.Max(FirstStep, request.Limit); position < ranked.Templates.Count; step = Math.Min(step * 2, LargestStep))
        {
            RankedTemplate[] some = [.. ranked.Templates.Skip(position).Take(Math.Min(step, LargestStep))];
            IReadOnlyDictionary<long, IReadOnlyList<LogEvent>> passing =
                await ranker.NewestAsync(ranked, some, Math.Max(1, request.Examples), ct);
            foreach (RankedTemplate template in some.TakeWhile(_ => found.Count < request.Limit))
            {
                position++;
                if (passing.TryGetValue(template.Id, out IReadOnlyList<LogEvent>? examples))
                {
                    found.Add((template, withValue[template.Id].Concat(examples).DistinctBy(log => log.Id)));
                }
            }

            if (found.Count == request.Limit || clock.GetElapsedTime(started) > TimeLimit)
            {
                break;
            }
        }

        IReadOnlyDictionary<long, TemplateFacts> facts = await templates.DescribeAsync(
            [.. found.Select(each => each.Template.Id)], request.Filter.Until, ct);
        FoundTemplate[] results =
        [
            .. found.Where(each => facts.ContainsKey(each.Template.Id)).Select(each => new FoundTemplate(
                facts[each.Template.Id], each.Template.Parts, [.. each.Logs.Take(request.Examples)])),
        ];
        SearchPosition? next = position < ranked.Templates.Count
            ? new SearchPosition(
                fingerprint, position, request.After?.LastTemplate ?? ranked.Templates.Max(template => template.Id))
            : null;
        return new TemplateSearchResult(clock.GetElapsedTime(started), ranked.Embedder, results, next);
    }
}
