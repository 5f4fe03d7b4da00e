using DevMesh.Domain.Embeddings;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Search;

/// <summary>
/// Keeps the index at what the database holds. Before a search, <see cref="RefreshAsync"/> takes one cheap look; only what
/// changed is read. Rows are found by when they were updated, by the clock of the database. That time is taken some moments
/// before the commit makes it visible, so each look reaches back by <see cref="Overlap"/>.
/// </summary>
public sealed class TemplateIndexUpdater(ITemplateSource source, TemplateIndex index, ILogger<TemplateIndexUpdater> logger)
{
    /// <summary>How long a transaction may take from the time it writes to its commit.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    /// <summary>Rows read at a time while loading: 4 MiB of vectors at 4096 dimensions.</summary>
    private const int LoadChunk = 256;

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;
    private Task _switching = Task.CompletedTask;
    private DateTime? _switchedFrom; // set by a switch that is complete, taken by the next refresh

    // What is known of the window that the looks reach back over. Used by one refresh at a time.
    private Dictionary<long, DateTime> _known = [];
    private DateTime _since;
    private bool _loaded;

    /// <summary>True once everything was read for the first time.</summary>
    public bool Loaded => Volatile.Read(ref _loaded);

    /// <summary>
    /// When it ends, the index holds every template and vector that was committed before it was called. Calls share the work,
    /// but none is content with a look that was taken before it.
    /// </summary>
    public Task RefreshAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            _next ??= RunAfterAsync(_running);
            return _next.WaitAsync(ct);
        }
    }

    private async Task RunAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _running = _next!;
            _next = null;
        }

        // Shared by several callers, so none of their tokens may end it; the source has its own time limits.
        if (Loaded)
        {
            await CatchUpAsync(CancellationToken.None);
        }
        else
        {
            await LoadAsync(CancellationToken.None);
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        TemplateChanges start = await source.LookAsync(since: null, ct);
        DateTime since = start.Now - Overlap;
        if (start.Served is not null)
        {
            index.Serve(index.Vectors(start.Served));
        }

        Dictionary<long, DateTime> known = [];
        await ReadAllAsync(
            () => index.KeepsVectors ? start.Served : null,
            templates =>
            {
                index.Add(templates, start.Served);
                Note(templates, since, known);
            },
            ct);
        (_since, _known) = (since, known);
        Volatile.Write(ref _loaded, true);
        logger.Loaded(index.Count, index.Embedded, start.Served?.Name);
        await CatchUpAsync(ct); // what was committed while this was reading
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_switchedFrom is { } from)
            {
                // Templates that were embedded while the switch was reading are known, but without their new vector.
                _since = from < _since ? from : _since;
                _known.Clear();
                _switchedFrom = null;
            }
        }

        TemplateChanges changes = await source.LookAsync(_since, ct);
        if (changes.Served?.Id != index.Model?.Id && changes.Served is not null && _switching.IsCompleted)
        {
            _switching = SwitchAsync(changes.Served);
        }

        if (changes.Count != _known.Count || changes.Microseconds != _known.Values.Sum(SinceStart))
        {
            await ReadUpdatedAsync(ct);
        }

        if (changes.Now - _since > 2 * Overlap)
        {
            _since = changes.Now - Overlap;
            _known = _known.Where(pair => pair.Value >= _since).ToDictionary();
        }
    }

    private async Task ReadUpdatedAsync(CancellationToken ct)
    {
        IReadOnlyList<TemplateVersion> updated = await source.UpdatedSinceAsync(_since, ct);
        EmbeddingModel? model = index.Model;
        foreach (TemplateVersion[] chunk in updated
            .Where(each => !_known.TryGetValue(each.Id, out DateTime known) || known != each.UpdatedAt)
            .Chunk(LoadChunk))
        {
            IReadOnlyList<IndexedTemplate> templates = await source.ReadAsync(index.KeepsVectors ? model : null, [.. chunk.Select(each => each.Id)], ct);
            index.Add(templates, model);
            Note(templates, _since, _known); // the times as read now: a row that changed since is read again
        }

        // A row that is gone would keep the count from ever agreeing.
        HashSet<long> present = [.. updated.Select(each => each.Id)];
        foreach (long gone in _known.Keys.Where(id => !present.Contains(id)).ToArray())
        {
            _known.Remove(gone);
        }
    }

    /// <summary>
    /// Fills the vectors of another model beside the ones in use, and changes over when they are complete. The model is
    /// served already, so whatever is embedded meanwhile shows as updated: the next refresh looks at all of it again.
    /// </summary>
    private async Task SwitchAsync(EmbeddingModel model)
    {
        try
        {
            VectorIndex next = index.Vectors(model);
            TemplateChanges start = await source.LookAsync(since: null, CancellationToken.None);
            await ReadAllAsync(() => next.IsGivenUp ? null : model, templates => index.AddTo(next, templates), CancellationToken.None);
            index.Serve(next);
            lock (_gate)
            {
                _switchedFrom = start.Now - Overlap;
            }

            logger.Switched(model.Name, index.Embedded);
        }
        catch (Exception e)
        {
            logger.SwitchFailed(e, model.Name); // the next look finds the other model again and starts anew
        }
    }

    /// <param name="model">Whose vectors to read, asked before each chunk: none once there is no room for them.</param>
    private async Task ReadAllAsync(Func<EmbeddingModel?> model, Action<IReadOnlyList<IndexedTemplate>> take, CancellationToken ct)
    {
        for (long after = 0; ;)
        {
            IReadOnlyList<IndexedTemplate> templates = await source.ReadAsync(model(), after, LoadChunk, ct);
            if (templates.Count == 0)
            {
                return;
            }

            take(templates);
            after = templates[^1].Id;
        }
    }

    private static void Note(IReadOnlyList<IndexedTemplate> templates, DateTime since, Dictionary<long, DateTime> known)
    {
        foreach (IndexedTemplate template in templates.Where(template => template.UpdatedAt >= since))
        {
            known[template.Id] = template.UpdatedAt;
        }
    }

    private long SinceStart(DateTime updatedAt) => (updatedAt - _since).Ticks / TimeSpan.TicksPerMicrosecond;
}
