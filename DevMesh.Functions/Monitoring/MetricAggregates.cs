using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DevMesh.Functions.Monitoring;

/// <summary>Adds up what the instruments of one meter measure, since the start of the process.</summary>
internal sealed class MetricAggregates : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();

    public MetricAggregates(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Writes a family per instrument, each with its series in the order of their labels.</summary>
    public void Write(PrometheusText text)
    {
        var families = _series
            .GroupBy(pair => pair.Key.Instrument, pair => (pair.Key.Labels, pair.Value))
            .OrderBy(family => family.Key.Name, StringComparer.Ordinal);
        foreach (var family in families)
        {
            text.Family(family.Key.Name, family.Key is Histogram<double> ? "histogram" : "counter", family.Key.Description ?? "");
            foreach ((string labels, Series series) in family.OrderBy(each => each.Labels, StringComparer.Ordinal))
            {
                series.Write(text, family.Key.Name, labels);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _series.GetOrAdd((instrument, PrometheusText.Labels(tags)), static key => new Series(key.Instrument)).Add(value);

    /// <summary>The sum of a counter; of a histogram also how many values were at most as large as each bound.</summary>
    private sealed class Series(Instrument instrument)
    {
        private readonly Lock _gate = new();
        private readonly double[]? _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray();
        private readonly long[] _counts = new long[((instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.Count ?? 0) + 1];
        private double _sum;

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum += value;
                int bound = _bounds is null ? 0 : Array.FindIndex(_bounds, each => value <= each);
                _counts[bound < 0 ? _counts.Length - 1 : bound]++;
            }
        }

        public void Write(PrometheusText text, string name, string labels)
        {
            (double sum, long[] counts) = Read();
            if (_bounds is null)
            {
                text.Sample(name, labels, sum);
                return;
            }

            long total = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                string bound = i < _bounds.Length ? PrometheusText.Number(_bounds[i]) : "+Inf";
                text.Sample($"{name}_bucket", PrometheusText.With(labels, "le", bound), total);
            }

            text.Sample($"{name}_sum", labels, sum);
            text.Sample($"{name}_count", labels, total);
        }

        private (double Sum, long[] Counts) Read()
        {
            lock (_gate)
            {
                return (_sum, [.. _counts]);
            }
        }
    }
}
