using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Takeover;

/// <summary>Takes over the templates of the old platform, under a version of their own, with vectors that can be used.</summary>
public sealed class OldTemplates(
    IOldRows old, ITemplateStore store, IVectorStore vectors, IEmbedderCatalog embedders, TimeProvider clock)
{
    /// <summary>The version of the old platform's rules, as <c>canon_version</c> says it.</summary>
    public const string Rules = "py-1";

    private const int AtOnce = 1000;
    private const int VectorsAtOnce = 64;

    /// <summary>The ids of all that there are.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(TakeoverPlan plan, CancellationToken ct)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        if (plan.Templates is not null)
        {
            await foreach (OldTemplate template in old.TemplatesAsync(plan, ct))
            {
                known.Add(template.Id);
            }
        }

        return known;
    }

    /// <summary>Safe to repeat: what is there keeps its id.</summary>
    /// <returns>The ids of templates by their old ones. Old ones with the same text become one.</returns>
    public async Task<IReadOnlyDictionary<string, long>> TakeAsync(TakeoverPlan plan, TakeoverCount count, CancellationToken ct)
    {
        Dictionary<string, long> ids = new(StringComparer.Ordinal);
        if (plan.Templates is null)
        {
            return ids;
        }

        Dictionary<string, NewTemplate> templates = await ReadAsync(plan, ct);
        foreach (KeyValuePair<string, NewTemplate>[] some in templates.Chunk(AtOnce))
        {
            ResolvedTemplates resolved =
                await store.ResolveAsync([.. some.Select(each => each.Value).DistinctBy(each => each.Hash)], ct);
            count.Templates += resolved.Created;
            foreach ((string id, NewTemplate template) in some)
            {
                ids[id] = resolved.Ids[template.Hash];
            }
        }

        if (plan.TemplateColumns?.Vector is not null)
        {
            await TakeVectorsAsync(plan, ids, count, ct);
        }

        return ids;
    }

    private async Task<Dictionary<string, NewTemplate>> ReadAsync(TakeoverPlan plan, CancellationToken ct)
    {
        OldTimes times = new(plan.Options.Zone);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        Dictionary<string, (DateTime? First, DateTime? Last)> logged = new(StringComparer.Ordinal);
        if (plan.LogColumns.Template is not null)
        {
            await foreach ((string template, string? first, string? last) in old.SeenAsync(plan, ct))
            {
                OldKind kind = plan.LogColumns.Timestamp.Kind;
                logged[template] = (times.Read(first, kind), times.Read(last, kind));
            }
        }

        Dictionary<string, NewTemplate> templates = new(StringComparer.Ordinal);
        await foreach (OldTemplate each in old.TemplatesAsync(plan, ct))
        {
            (DateTime? first, DateTime? last) = logged.GetValueOrDefault(each.Id);
            DateTime?[] seen =
            [
                first, last,
                times.Read(each.FirstSeen, plan.TemplateColumns!.FirstSeen?.Kind ?? OldKind.Text),
                times.Read(each.LastSeen, plan.TemplateColumns.LastSeen?.Kind ?? OldKind.Text),
            ];
            templates[each.Id] = new NewTemplate(
                CanonHash.Of(Rules, each.Text), each.Text, 0, seen.Min() ?? now, seen.Max() ?? now)
            {
                ForeignRules = Rules,
            };
        }

        return templates;
    }

    private async Task TakeVectorsAsync(
        TakeoverPlan plan, Dictionary<string, long> ids, TakeoverCount count, CancellationToken ct)
    {
        EmbeddingModel model = await vectors.OpenAsync(plan.Model, plan.Dimension, ct);
        HashSet<long> lacking = await LackingAsync(model, ct);
        List<TemplateVector> some = [];
        await foreach ((string template, float[] vector) in old.TemplateVectorsAsync(plan, ct))
        {
            if (ids.TryGetValue(template, out long id) && lacking.Remove(id))
            {
                some.Add(new TemplateVector(id, vector));
            }

            if (some.Count == VectorsAtOnce)
            {
                await StoreAsync();
            }
        }

        if (some.Count > 0)
        {
            await StoreAsync();
        }

        async Task StoreAsync()
        {
            count.TemplateVectors += await vectors.StoreAsync(model, embedders.Configured.ChunkVersion, some, ct);
            some.Clear();
        }
    }

    private async Task<HashSet<long>> LackingAsync(EmbeddingModel model, CancellationToken ct)
    {
        HashSet<long> lacking = [];
        for (long? after = 0; after is { } last;)
        {
            LackingTemplates found = await vectors.LackingAsync(model, last, AtOnce, ct);
            lacking.UnionWith(found.Templates.Select(template => template.Id));
            after = found.LastId;
        }

        return lacking;
    }
}
