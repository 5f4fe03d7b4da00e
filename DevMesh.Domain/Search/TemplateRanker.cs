using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;
using DevMesh.Domain.Templates;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Search;

/// <summary>A query with the templates that answer it.</summary>
/// <param name="Embedder">The model that embedded the query; null when the answer is by words alone.</param>
/// <param name="Templates">Best first.</param>
/// <param name="Values">The values in it, and logs that hold them.</param>
/// <param name="Filter">What logs must pass, with an end.</param>
/// <param name="Narrow">What is known of the templates that the filter leaves.</param>
internal sealed record RankedQuery(
    SearchQuery Query,
    string? Embedder,
    IReadOnlyList<RankedTemplate> Templates,
    QueryValues Values,
    LogFilter Filter,
    Narrowing Narrow);

/// <summary>What a filter leaves, as far as that was quick to tell before ranking.</summary>
/// <param name="Templates">The only ones that can have a log which passes; null for any.</param>
/// <param name="Logs">All logs that pass, when they are few; else null.</param>
/// <param name="Unchecked">Where and when templates must have been active, when that is still to be checked.</param>
internal sealed record Narrowing(
    IReadOnlySet<long>? Templates, ILookup<long, LogEvent>? Logs = null, TemplateActivity? Unchecked = null);

/// <summary>The first step of both searches: brings the index up to date, embeds the query and ranks templates.</summary>
public sealed class TemplateRanker(
    TemplateIndexUpdater updater,
    TemplateIndex index,
    ValueLookup lookup,
    IVectorSearch vectors,
    IEmbedderCatalog embedders,
    ITemplateReader templates,
    ILogReader logs,
    TimeProvider clock,
    ILogger<TemplateRanker> logger)
{
    /// <summary>How many templates a leg finds. With a filter any number, because the best ones may have no log that passes.</summary>
    private const int Depth = 1000;

    /// <summary>How many templates the vector leg finds when the store is asked for the nearest.</summary>
    private const int NearestCount = 100;

    /// <summary>Up to so many logs that pass a filter, all of them are read at once.</summary>
    private const int FewLogs = 2000;

    /// <summary>How long a search waits for a remote model before it answers by words alone.</summary>
    private static readonly TimeSpan EmbeddingWait = TimeSpan.FromSeconds(3);

    internal TemplateIndex Index => index;

    /// <param name="position">A later page keeps to the templates of the first.</param>
    /// <param name="logsOfValue">How many logs to find for each value of the query.</param>
    internal async Task<RankedQuery> RankAsync(
        string text, LogFilter filter, DateTime? novelSince, SearchPosition? position, int logsOfValue, CancellationToken ct)
    {
        SearchQuery query = SearchQuery.Parse(text);
        await updater.RefreshAsync(ct);
        LogFilter bounded = filter.EndingBy(clock.GetUtcNow().UtcDateTime);
        Narrowing narrow = await NarrowAsync(filter, bounded, novelSince, ct);
        QueryValues values = await lookup.FindAsync(query, index.ValuesOf(query.Tokens), bounded, narrow, logsOfValue, ct);
        QueryVector? vector = await EmbedAsync(WithoutValues(query, values), ct);
        if (vector is not null && !index.KeepsVectors)
        {
            vector = vector with { Nearest = await vectors.NearestAsync(vector.Model, vector.Values, narrow.Templates, NearestCount, ct) };
        }

        bool unfiltered = filter == LogFilter.None && novelSince is null;
        IReadOnlyList<RankedTemplate> ranked =
            index.Rank(query, vector, values, narrow.Templates, unfiltered ? Depth : int.MaxValue);
        if (novelSince is not null)
        {
            ranked = [.. ranked.Where(template => narrow.Templates!.Contains(template.Id))];
        }

        if (position is { } page)
        {
            ranked = [.. ranked.Where(template => template.Id <= page.LastTemplate)];
        }

        return new RankedQuery(query, vector?.Model.Name, ranked, values, bounded, narrow);
    }

    /// <summary>The newest logs of some templates that pass the filter; see <see cref="ILogReader.NewestOfTemplatesAsync"/>.</summary>
    internal async Task<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>> NewestAsync(
        RankedQuery ranked, IReadOnlyList<RankedTemplate> some, int each, CancellationToken ct)
    {
        if (ranked.Narrow.Logs is { } all)
        {
            return some.Where(template => all.Contains(template.Id)).ToDictionary(
                template => template.Id, template => (IReadOnlyList<LogEvent>)[.. all[template.Id].Take(each)]);
        }

        IReadOnlyCollection<long> ids = [.. some.Select(template => template.Id)];
        if (ranked.Narrow.Unchecked is { } activity)
        {
            ids = await templates.ActiveAsync(ids, activity, ct);
        }

        return await logs.NewestOfTemplatesAsync(ids, ranked.Filter, each, ct);
    }

    /// <summary>What is left to embed: an address or an id has no meaning, and templates do not have it.</summary>
    private static string WithoutValues(SearchQuery query, QueryValues values)
    {
        HashSet<QueryToken> exact = [.. values.Found, .. values.Tokens.Where(token => token.HasDigit)];
        return exact.Count == 0 ? query.Text : string.Join(' ', query.Tokens.Where(token => !exact.Contains(token)).Select(token => token.Text));
    }

    private async Task<QueryVector?> EmbedAsync(string text, CancellationToken ct)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (index.Model is not { } model || embedders.Find(model) is not { } embedder)
        {
            return null;
        }

        using CancellationTokenSource limit = new(EmbeddingWait, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return new QueryVector(model, (await embedder.EmbedAsync([text], either.Token))[0]);
        }
        catch (Exception e) when (
            e is EmbeddingUnavailableException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            logger.ByWordsAlone(model.Name, e.Message);
            return null;
        }
    }

    private async Task<Narrowing> NarrowAsync(
        LogFilter filter, LogFilter bounded, DateTime? novelSince, CancellationToken ct)
    {
        IReadOnlySet<long>? candidates = filter.TemplateId is long id ? new HashSet<long> { id } : null;
        if (novelSince is { } since)
        {
            candidates = Both(candidates, await templates.FirstSeenSinceAsync(since, ct));
        }

        if (filter is { Node: null, Since: null, Until: null })
        {
            return new Narrowing(candidates);
        }

        // Activity is counted by the hour, and tells nothing of less: there the logs themselves are quicker to read.
        if (filter.Until - filter.Since <= TimeSpan.FromHours(1) && await AllAsync(bounded, candidates, ct) is { } few)
        {
            return few;
        }

        TemplateActivity activity = new(filter.Node, filter.Since, filter.Until);
        if (await templates.ActiveAsync(activity, ct) is not { } active)
        {
            return new Narrowing(candidates, Unchecked: activity);
        }

        return active.Logs <= FewLogs && await AllAsync(bounded, candidates, ct) is { } all
            ? all
            : new Narrowing(Both(candidates, active.Ids));
    }

    /// <summary>All logs that pass, with their templates; null when they are many.</summary>
    private async Task<Narrowing?> AllAsync(LogFilter filter, IReadOnlySet<long>? candidates, CancellationToken ct)
    {
        LogPage page = await logs.ListAsync(filter, after: null, FewLogs, ct);
        if (page.Next is not null)
        {
            return null;
        }

        ILookup<long, LogEvent> all = page.Logs.Where(log => log.TemplateId is not null).ToLookup(log => log.TemplateId!.Value);
        return new Narrowing(Both(candidates, all.Select(group => group.Key).ToHashSet()), all);
    }

    private static IReadOnlySet<long> Both(IReadOnlySet<long>? one, IReadOnlySet<long> other) =>
        one is null ? other : one.Where(other.Contains).ToHashSet();
}
