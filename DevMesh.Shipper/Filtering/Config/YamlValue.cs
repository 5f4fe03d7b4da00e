using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>A part of a YAML document with its place, so that an error can name it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record YamlValue(int Line, int Column)
{
    /// <summary>What it is, for error messages.</summary>
    public abstract string Kind { get; }

    public FilterError Error(string problem, string accepted) => new(Line, Column, problem, accepted);
}

/// <param name="IsEmpty">Nothing was written there, or <c>null</c>, or <c>~</c>.</param>
internal sealed record YamlText(int Line, int Column, string Value, bool IsEmpty) : YamlValue(Line, Column)
{
    private const int LongestShown = 60;

    public override string Kind =>
        IsEmpty ? "empty" : $"'{Printable.Of(Value.Length > LongestShown ? Value[..LongestShown] + "…" : Value)}'";
}

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlValue> Items) : YamlValue(Line, Column)
{
    public override string Kind => "a list";
}

/// <summary>Keys in the order of the file. Doubled ones are reported when the document is read; the first counts.</summary>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<KeyValuePair<YamlText, YamlValue>> Pairs)
    : YamlValue(Line, Column)
{
    public override string Kind => "a mapping";

    public YamlValue? Find(string key)
    {
        foreach ((YamlText name, YamlValue value) in Pairs)
        {
            if (name.Value == key)
            {
                return value;
            }
        }

        return null;
    }
}
