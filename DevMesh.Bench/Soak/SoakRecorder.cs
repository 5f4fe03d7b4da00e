using DevMesh.Bench.Running;

namespace DevMesh.Bench.Soak;

/// <summary>What happened in a minute, or in another slice of the time.</summary>
/// <param name="LogsPerSecond">Stored.</param>
/// <param name="Megabytes">Anonymous memory of the app, the median of its samples.</param>
/// <param name="Rows">Logs in the table at its end.</param>
internal sealed record SoakMinute(
    double LogsPerSecond, double IngestP50, double IngestP99, double QueryP50, double QueryP99, int Queries, int Errors,
    double Megabytes, long Rows);

/// <summary>Collects what happens, and tells it slice by slice. Safe to use from any thread.</summary>
internal sealed class SoakRecorder
{
    private const int MostWords = 5;

    private readonly Lock _lock = new();
    private readonly List<string> _words = [];
    private List<double> _ingest = [];
    private List<double> _queries = [];
    private List<double> _megabytes = [];
    private long _stored;
    private int _errors;

    /// <summary>What the first errors said.</summary>
    public IReadOnlyList<string> FirstErrors
    {
        get
        {
            lock (_lock)
            {
                return [.. _words];
            }
        }
    }

    public void Ingested(double milliseconds, int stored)
    {
        lock (_lock)
        {
            _ingest.Add(milliseconds);
            _stored += stored;
        }
    }

    public void Asked(double milliseconds)
    {
        lock (_lock)
        {
            _queries.Add(milliseconds);
        }
    }

    public void Failed(string words)
    {
        lock (_lock)
        {
            _errors++;
            if (_words.Count < MostWords)
            {
                _words.Add(words);
            }
        }
    }

    public void Sampled(double megabytes)
    {
        lock (_lock)
        {
            _megabytes.Add(megabytes);
        }
    }

    /// <summary>Ends a slice and begins the next.</summary>
    /// <param name="length">How long it was.</param>
    public SoakMinute Cut(TimeSpan length, long rows)
    {
        lock (_lock)
        {
            SoakMinute minute = new(
                _stored / length.TotalSeconds, Of(_ingest, 50), Of(_ingest, 99), Of(_queries, 50), Of(_queries, 99),
                _queries.Count, _errors, Of(_megabytes, 50), rows);
            (_ingest, _queries, _megabytes, _stored, _errors) = ([], [], [], 0, 0);
            return minute;
        }
    }

    private static double Of(List<double> values, double percent) => values.Count == 0 ? double.NaN : Percentile.Of(values, percent);
}
