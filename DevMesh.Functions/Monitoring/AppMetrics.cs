using System.Diagnostics.Metrics;
using System.Text.Json;
using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Writing;
using DevMesh.Domain.Ingestion;

namespace DevMesh.Functions.Monitoring;

/// <summary>
/// What this process counts of itself while it works. The names are those of Prometheus, see docs/operations.md. One per app,
/// so that several in one process do not count each other's work.
/// </summary>
public sealed class AppMetrics : IDisposable
{
    private readonly Meter _meter = new("DevMesh");
    private readonly Counter<long> _logs;
    private readonly Histogram<double> _batches;
    private readonly Histogram<double> _requests;
    private readonly Counter<long> _explanations;
    private readonly Counter<long> _unused;

    public AppMetrics()
    {
        _logs = _meter.CreateCounter<long>(
            "devmesh_ingest_logs_total", description: "Logs that came in, by what became of them.");
        _batches = _meter.CreateHistogram(
            "devmesh_ingest_batch_logs", unit: null, "Logs in a batch.", tags: null, Buckets(1, 10, 50, 100, 250, 500, 1000, 2500, 5000));
        _requests = _meter.CreateHistogram(
            "devmesh_http_request_duration_seconds", unit: null, "How long a request took until its answer was out.", tags: null,
            Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10));
        _explanations = _meter.CreateCounter<long>(
            "devmesh_explanations_total", description: "Explanations that were given, by verdict and by who wrote them.");
        _unused = _meter.CreateCounter<long>(
            "devmesh_explain_model_unused_total",
            description: "Explanations of which a model's words were not used, by the reason.");
        Aggregates = new MetricAggregates(_meter);
        BeginRareOnes();
    }

    internal MetricAggregates Aggregates { get; }

    public void Ingested(IngestResult result)
    {
        _batches.Record(result.Received);
        _logs.Add(result.Stored, new KeyValuePair<string, object?>("result", "stored"));
        _logs.Add(result.Duplicates, new KeyValuePair<string, object?>("result", "duplicate"));
        _logs.Add(result.Rejected.Count, new KeyValuePair<string, object?>("result", "rejected"));
    }

    /// <param name="function">The name of the function that was asked, of which there are only so many.</param>
    public void Answered(string function, int status, TimeSpan took) => _requests.Record(
        took.TotalSeconds,
        new KeyValuePair<string, object?>("function", function),
        new KeyValuePair<string, object?>("status", status));

    public void Explained(ExplainedIncident explained)
    {
        Explained(1, explained.Explanation.Verdict, explained.Explanation.WrittenBy);
        if (explained.Unused is { } unused)
        {
            Unused(1, unused.Refusal);
        }
    }

    public void Dispose()
    {
        Aggregates.Dispose();
        _meter.Dispose();
    }

    /// <summary>What is counted seldom begins with 0: a rate does not see the first of what was not there before.</summary>
    private void BeginRareOnes()
    {
        foreach (WrittenBy writtenBy in Enum.GetValues<WrittenBy>())
        {
            foreach (Verdict verdict in Enum.GetValues<Verdict>())
            {
                Explained(0, verdict, writtenBy);
            }
        }

        foreach (Refusal refusal in Enum.GetValues<Refusal>())
        {
            Unused(0, refusal);
        }
    }

    private void Explained(int count, Verdict verdict, WrittenBy writtenBy) => _explanations.Add(
        count,
        new KeyValuePair<string, object?>("verdict", Label(verdict)),
        new KeyValuePair<string, object?>("written_by", Label(writtenBy)));

    private void Unused(int count, Refusal refusal) =>
        _unused.Add(count, new KeyValuePair<string, object?>("reason", Label(refusal)));

    private static string Label<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
