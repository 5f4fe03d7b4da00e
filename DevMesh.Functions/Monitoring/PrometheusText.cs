using System.Globalization;
using System.Text;

namespace DevMesh.Functions.Monitoring;

/// <summary>
/// Writes the text format of Prometheus, version 0.0.4. Hand-written because no package that does it restores on a partial feed.
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    public void Family(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace(@"\", @"\\", StringComparison.Ordinal)).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <param name="labels">As <see cref="Labels"/> gives them; empty for none.</param>
    public void Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>A family of one sample without labels.</summary>
    public void Gauge(string name, string help, double value)
    {
        Family(name, "gauge", help);
        Sample(name, "", value);
    }

    public override string ToString() => _text.ToString();

    public static string Labels(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = "";
        foreach ((string name, object? value) in tags)
        {
            labels = With(labels, name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        return labels;
    }

    public static string Label(string name, string value) => With("", name, value);

    public static string With(string labels, string name, string value)
    {
        string escaped = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);
        return $"{labels}{(labels.Length > 0 ? "," : "")}{name}=\"{escaped}\"";
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
