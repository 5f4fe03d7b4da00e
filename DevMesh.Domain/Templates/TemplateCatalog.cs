using DevMesh.Domain.Canonicalization;
using Microsoft.Extensions.Caching.Memory;

namespace DevMesh.Domain.Templates;

/// <summary>
/// Ids of templates by key, with a cache of the most recently used ones in front of the store. A template never changes, so
/// nothing in the cache can be stale while its row exists.
/// </summary>
public sealed class TemplateCatalog(ITemplateStore store, int capacity = TemplateCatalog.MaxCapacity) : IDisposable
{
    public const int MaxCapacity = 100_000;

    private static readonly MemoryCacheEntryOptions OneEntry = new() { Size = 1 };

    private readonly MemoryCache _ids = new(new MemoryCacheOptions { SizeLimit = capacity });
    private long _hits;
    private long _misses;

    /// <summary>How many templates of batches were in the cache, since the start.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>How many had to be asked for.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Fills the cache with what was seen last, so that a restart does not ask for every template again.</summary>
    public async Task WarmAsync(int canonVersion, CancellationToken ct)
    {
        foreach ((CanonHash hash, long id) in await store.RecentAsync(canonVersion, capacity, ct))
        {
            _ids.Set(hash, id, OneEntry);
        }
    }

    /// <inheritdoc cref="ITemplateStore.ResolveAsync"/>
    public async Task<ResolvedTemplates> ResolveAsync(IReadOnlyCollection<NewTemplate> templates, CancellationToken ct)
    {
        Dictionary<CanonHash, long> ids = new(templates.Count);
        List<NewTemplate> unknown = [];
        foreach (NewTemplate template in templates)
        {
            if (_ids.TryGetValue(template.Hash, out long id))
            {
                ids.Add(template.Hash, id);
            }
            else
            {
                unknown.Add(template);
            }
        }

        Interlocked.Add(ref _hits, ids.Count);
        Interlocked.Add(ref _misses, unknown.Count);
        if (unknown.Count == 0)
        {
            return new ResolvedTemplates(ids, 0, []);
        }

        ResolvedTemplates resolved = await store.ResolveAsync(unknown, ct);
        foreach ((CanonHash hash, long id) in resolved.Ids)
        {
            ids.Add(hash, id);
        }

        return resolved with { Ids = ids };
    }

    /// <summary>
    /// Remembers ids for the next batch. Only once their templates are embedded, or queued for it: until then a resend
    /// after a failure must find them in the store again, and with them what is missing.
    /// </summary>
    public void Remember(IReadOnlyDictionary<CanonHash, long> ids)
    {
        foreach ((CanonHash hash, long id) in ids)
        {
            if (!_ids.TryGetValue(hash, out _))
            {
                _ids.Set(hash, id, OneEntry);
            }
        }
    }

    public void Dispose() => _ids.Dispose();
}
