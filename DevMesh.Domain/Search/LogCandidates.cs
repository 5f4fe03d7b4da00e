using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search;

/// <summary>Logs that were found for a query, each once, with their scores.</summary>
internal sealed class LogCandidates(LogScorer scorer)
{
    private readonly Dictionary<long, FoundLog> _found = [];

    public LogScorer Scorer { get; } = scorer;

    public int Count => _found.Count;

    public void Add(LogEvent log)
    {
        if (!_found.ContainsKey(log.Id))
        {
            _found.Add(log.Id, Scorer.Score(log));
        }
    }

    public int CountAtLeast(double score) => _found.Values.Count(log => log.Score >= score);

    /// <summary>Best first; equals newest first, then by id.</summary>
    public IEnumerable<FoundLog> Ordered() =>
        _found.Values
            .OrderByDescending(log => log.Score)
            .ThenByDescending(log => log.Log.Timestamp)
            .ThenByDescending(log => log.Log.Id);
}
