using System.Numerics.Tensors;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;
using DevMesh.Domain.Search.Values;
using DevMesh.Domain.Templates;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.Search;

/// <summary>Templates and logs in memory behind the ports of search, counting what is asked of it.</summary>
internal sealed class FakeFleet : ITemplateSource, ITemplateReader, ILogReader, IValueSearch, IVectorSearch, IEmbedderCatalog
{
    public static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private static readonly TimeProvider Clock = new DayLater();

    private readonly List<(long Id, string Text, DateTime FirstSeen, DateTime UpdatedAt, bool Embedded)> _templates = [];
    private readonly List<LogEvent> _logs = [];

    public FakeFleet(long maxVectorBytes = long.MaxValue)
    {
        Index = new TemplateIndex(maxVectorBytes);
        Lookup = new ValueLookup(this);
        Updater = new TemplateIndexUpdater(this, Index, NullLogger<TemplateIndexUpdater>.Instance);
        Ranker = new TemplateRanker(Updater, Index, Lookup, this, this, this, this, Clock, NullLogger<TemplateRanker>.Instance);
        LogSearch = new LogSearch(Ranker, Lookup, Clock);
        TemplateSearch = new TemplateSearch(Ranker, this, Clock);
    }

    public DateTime Now { get; set; } = Noon;

    public EmbeddingModel? Served { get; set; } = new(1, LexicalEmbedder.ModelName, LexicalEmbedder.DefaultDimension, Served: true);

    public IEmbedder Configured { get; set; } = new LexicalEmbedder();

    public TemplateIndex Index { get; }

    public ValueLookup Lookup { get; }

    public TemplateIndexUpdater Updater { get; }

    public TemplateRanker Ranker { get; }

    public LogSearch LogSearch { get; }

    public TemplateSearch TemplateSearch { get; }

    /// <summary>Past this many active templates the fleet says that they are too many to name.</summary>
    public int MostActive { get; set; } = int.MaxValue;

    /// <summary>How many logs the fleet says that active templates have; null for all that it holds.</summary>
    public long? LogsOfActive { get; set; }

    public int Looks { get; private set; }

    public int TemplatesRead { get; private set; }

    public int NearestAskedFor { get; private set; }

    public List<string> ValuesLookedFor { get; } = [];

    /// <summary>Completes the looks that are waiting, when it is set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Adds a template, committed late when <paramref name="updatedAt"/> lies back.</summary>
    public long AddTemplate(string text, bool embedded = true, DateTime? updatedAt = null, DateTime? firstSeen = null)
    {
        Now = Now.AddMicroseconds(1);
        _templates.Add((_templates.Count + 1, text, firstSeen ?? Noon, updatedAt ?? Now, embedded));
        return _templates.Count;
    }

    public void EmbedTemplate(long id)
    {
        Now = Now.AddMicroseconds(1);
        _templates[(int)id - 1] = _templates[(int)id - 1] with { Embedded = true, UpdatedAt = Now };
    }

    public long AddLog(long template, string message, int minute = 0, string node = "web", string service = "test.service") =>
        AddLog(template, message, Noon.AddMinutes(minute), node, service);

    public long AddLog(long template, string message, DateTime timestamp, string node = "web", string service = "test.service")
    {
        _logs.Add(new LogEvent(
            _logs.Count + 1, timestamp, timestamp, node, service, Level.Info, message, template, null, null, EventFlags.None));
        return _logs.Count;
    }

    public async Task<TemplateChanges> LookAsync(DateTime? since, CancellationToken ct)
    {
        Looks++;
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        var updated = _templates.Where(template => template.UpdatedAt >= since).ToList();
        return new TemplateChanges(
            Now,
            Served,
            updated.Count,
            updated.Sum(template => (template.UpdatedAt - since!.Value).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    public Task<IReadOnlyList<TemplateVersion>> UpdatedSinceAsync(DateTime since, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<TemplateVersion>>(
            [.. _templates.Where(template => template.UpdatedAt >= since).Select(template => new TemplateVersion(template.Id, template.UpdatedAt))]);

    public Task<IReadOnlyList<IndexedTemplate>> ReadAsync(EmbeddingModel? model, long after, int limit, CancellationToken ct) =>
        ReadAsync(model, [.. _templates.Where(template => template.Id > after).Take(limit).Select(template => template.Id)], ct);

    public Task<IReadOnlyList<IndexedTemplate>> ReadAsync(
        EmbeddingModel? model, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        TemplatesRead += ids.Count;
        IEmbedder? embedder = model is null ? null : Find(model);
        return Task.FromResult<IReadOnlyList<IndexedTemplate>>(
        [
            .. _templates.Where(template => ids.Contains(template.Id)).Select(template => new IndexedTemplate(
                template.Id,
                template.UpdatedAt,
                template.Text,
                template.Embedded && embedder is not null ? embedder.EmbedAsync([template.Text], ct).Result[0] : null)),
        ]);
    }

    public IEmbedder? Find(EmbeddingModel model) => Configured.Model == model.Name ? Configured : null;

    public Task<IReadOnlyDictionary<long, TemplateFacts>> DescribeAsync(
        IReadOnlyCollection<long> ids, DateTime? sparklineUntil, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, TemplateFacts>>(
            _templates.Where(template => ids.Contains(template.Id)).ToDictionary(
                template => template.Id,
                template => new TemplateFacts(
                    new Template(
                        template.Id, template.Text, CanonHash.Of(1, template.Text), "1", null, null, template.FirstSeen, Noon, Noon, Noon),
                    _logs.Count(log => log.TemplateId == template.Id),
                    [],
                    [])));

    public Task<IReadOnlyList<TemplatePosition>> ListAsync(
        TemplateSort sort, TemplatePosition? after, int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlySet<long>> FirstSeenSinceAsync(DateTime since, CancellationToken ct) =>
        Task.FromResult<IReadOnlySet<long>>(
            _templates.Where(template => template.FirstSeen >= since).Select(template => template.Id).ToHashSet());

    public Task<ActiveTemplates?> ActiveAsync(TemplateActivity activity, CancellationToken ct)
    {
        HashSet<long> active = Active(activity);
        return Task.FromResult(active.Count > MostActive ? null : new ActiveTemplates(active, LogsOfActive ?? _logs.Count));
    }

    public Task<IReadOnlySet<long>> ActiveAsync(IReadOnlyCollection<long> ids, TemplateActivity activity, CancellationToken ct) =>
        Task.FromResult<IReadOnlySet<long>>(Active(activity).Where(ids.Contains).ToHashSet());

    public Task<LogPage> ListAsync(LogFilter filter, LogPosition? after, int limit, CancellationToken ct)
    {
        LogEvent[] logs = [.. Newest(filter).Take(limit + 1)];
        LogPosition? next = logs.Length > limit ? new LogPosition(logs[limit - 1].Timestamp, logs[limit - 1].Id) : null;
        return Task.FromResult(new LogPage([.. logs.Take(limit)], next, Partial: false));
    }

    public Task<LogEvent?> FindAsync(long id, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<LogEvent>> ContextAsync(LogEvent log, int before, int after, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>> NewestOfTemplatesAsync(
        IReadOnlyCollection<long> templateIds, LogFilter filter, int each, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>>(
            Newest(filter).Where(log => templateIds.Contains(log.TemplateId!.Value))
                .GroupBy(log => log.TemplateId!.Value)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<LogEvent>)[.. group.Take(each)]));

    public Task<IReadOnlyList<Neighbour>> NearestAsync(
        EmbeddingModel model, float[] query, IReadOnlySet<long>? candidates, int count, CancellationToken ct)
    {
        NearestAskedFor++;
        IEmbedder embedder = Find(model)!;
        return Task.FromResult<IReadOnlyList<Neighbour>>(
        [
            .. _templates.Where(template => candidates?.Contains(template.Id) != false)
                .Select(template => new Neighbour(
                    template.Id, TensorPrimitives.Dot<float>(query, embedder.EmbedAsync([template.Text], ct).Result[0])))
                .OrderByDescending(neighbour => neighbour.Cosine).Take(count),
        ]);
    }

    public Task<IReadOnlyList<LogEvent>> NewestWithAsync(
        string value, LogFilter filter, int limit, int reach, CancellationToken ct)
    {
        ValuesLookedFor.Add(value);
        return Task.FromResult<IReadOnlyList<LogEvent>>(
            [.. Newest(filter).Take(reach).Where(log => log.Message.Contains(value, StringComparison.OrdinalIgnoreCase)).Take(limit)]);
    }

    private IEnumerable<LogEvent> Newest(LogFilter filter) => _logs
        .Where(log => (filter.Node is null || log.Node == filter.Node)
            && (filter.Service is null || log.Service == filter.Service)
            && (filter.Since is null || log.Timestamp >= filter.Since)
            && (filter.Until is null || log.Timestamp < filter.Until)
            && (filter.TemplateId is null || log.TemplateId == filter.TemplateId)
            && (filter.Contains is null || log.Message.Contains(filter.Contains, StringComparison.OrdinalIgnoreCase)))
        .OrderByDescending(log => log.Timestamp).ThenByDescending(log => log.Id);

    private HashSet<long> Active(TemplateActivity activity) =>
        Newest(new LogFilter(Node: activity.Node, Since: activity.Since?.AddHours(-1), Until: activity.Until?.AddHours(1)))
            .Select(log => log.TemplateId!.Value).ToHashSet();

    private sealed class DayLater : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Noon.AddDays(1), TimeSpan.Zero);
    }
}
