using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Templates;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Search;

/// <summary>A query with the templates that answer it.</summary>
/// <param name="Embedder">The model that embedded the query; null when the answer is by words alone.</param>
/// <param name="Templates">Best first.</param>
/// <param name="Unchecked">
/// Where and when the templates must have been active and it is not known yet which were; null when there is nothing to check.
/// </param>
internal sealed record RankedQuery(
    SearchQuery Query, string? Embedder, IReadOnlyList<RankedTemplate> Templates, TemplateActivity? Unchecked);

/// <summary>The first step of both searches: brings the index up to date, embeds the query and ranks templates.</summary>
public sealed class TemplateRanker(
    TemplateIndexUpdater updater,
    TemplateIndex index,
    IEmbedderCatalog embedders,
    ITemplateReader templates,
    TimeProvider clock,
    ILogger<TemplateRanker> logger)
{
    /// <summary>How many templates a leg finds. With a filter any number, because the best ones may have no log that passes.</summary>
    private const int Depth = 1000;

    /// <summary>How long a search waits for a remote model before it answers by words alone.</summary>
    private static readonly TimeSpan EmbeddingWait = TimeSpan.FromSeconds(3);

    internal TemplateIndex Index => index;

    /// <param name="position">A later page keeps to the templates of the first.</param>
    internal async Task<RankedQuery> RankAsync(
        string text, LogFilter filter, DateTime? novelSince, SearchPosition? position, CancellationToken ct)
    {
        SearchQuery query = SearchQuery.Parse(text);
        await updater.RefreshAsync(ct);
        (EmbeddingModel Model, float[] Vector)? embedding = await EmbedAsync(text, ct);
        (IReadOnlySet<long>? candidates, TemplateActivity? toCheck) = await CandidatesAsync(filter, novelSince, ct);
        bool unfiltered = filter == LogFilter.None && novelSince is null;
        IReadOnlyList<RankedTemplate> ranked = index.Rank(query, embedding, candidates, unfiltered ? Depth : int.MaxValue);
        if (position is { } page)
        {
            ranked = [.. ranked.Where(template => template.Id <= page.LastTemplate)];
        }

        return new RankedQuery(query, embedding?.Model.Name, ranked, toCheck);
    }

    /// <summary>Those of the templates that may have logs which pass, as far as counts tell.</summary>
    internal async Task<IReadOnlyList<RankedTemplate>> ActiveAsync(
        RankedQuery ranked, IReadOnlyList<RankedTemplate> some, CancellationToken ct)
    {
        if (ranked.Unchecked is not { } activity)
        {
            return some;
        }

        IReadOnlySet<long> active = await templates.ActiveAsync([.. some.Select(template => template.Id)], activity, ct);
        return [.. some.Where(template => active.Contains(template.Id))];
    }

    private async Task<(EmbeddingModel, float[])?> EmbedAsync(string text, CancellationToken ct)
    {
        if (index.Model is not { } model || embedders.Find(model) is not { } embedder)
        {
            return null;
        }

        using CancellationTokenSource limit = new(EmbeddingWait, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return (model, (await embedder.EmbedAsync([text], either.Token))[0]);
        }
        catch (Exception e) when (
            e is EmbeddingUnavailableException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            logger.ByWordsAlone(model.Name, e.Message);
            return null;
        }
    }

    /// <summary>The templates that the filters leave, where that is quick to tell; null for all.</summary>
    private async Task<(IReadOnlySet<long>? Candidates, TemplateActivity? ToCheck)> CandidatesAsync(
        LogFilter filter, DateTime? novelSince, CancellationToken ct)
    {
        IReadOnlySet<long>? candidates = filter.TemplateId is long id ? new HashSet<long> { id } : null;
        if (novelSince is { } since)
        {
            candidates = Both(candidates, await templates.FirstSeenSinceAsync(since, ct));
        }

        if (filter is { Node: null, Since: null, Until: null })
        {
            return (candidates, null);
        }

        TemplateActivity activity = new(filter.Node, filter.Since, filter.Until);
        return await templates.ActiveAsync(activity, ct) is { } active
            ? (Both(candidates, active), null)
            : (candidates, activity);
    }

    private static IReadOnlySet<long> Both(IReadOnlySet<long>? one, IReadOnlySet<long> other) =>
        one is null ? other : one.Where(other.Contains).ToHashSet();
}
