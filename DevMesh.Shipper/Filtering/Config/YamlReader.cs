using DevMesh.Domain.Logs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>
/// Reads one YAML document from the parser's events: every value keeps its place, a doubled key is an error among others
/// instead of the end, and nothing goes through reflection.
/// </summary>
internal sealed class YamlReader
{
    // Far more than a file of rules needs; deeper nesting would only exhaust the stack.
    private const int Deepest = 16;

    private readonly Dictionary<AnchorName, YamlValue> _anchors = [];
    private readonly Parser _parser;
    private readonly List<FilterError> _errors;

    private YamlReader(string text, List<FilterError> errors)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _errors = errors;
    }

    /// <returns>The document, or null when it is none or empty; then an error says so.</returns>
    public static YamlValue? Read(string text, List<FilterError> errors)
    {
        YamlReader reader = new(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            errors.AddRange(SyntaxErrors(text, e));
            return null;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3 lets it out for some odd characters inside brackets.
            Mark place = reader._parser.Current?.End ?? Mark.Empty;
            errors.Add(ErrorAt(place, "it is no YAML: what follows here cannot be read", "quotes around text"));
            return null;
        }
    }

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        YamlValue? document = _parser.TryConsume<DocumentStart>(out _) ? ReadValue(0) : null;
        if (document is null or YamlText { IsEmpty: true })
        {
            _errors.Add(new FilterError(1, 1, "the file is empty", "a mapping with the key rules; 'rules: []' keeps every entry"));
            return null;
        }

        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            _errors.Add(ErrorAt(second.Start, "a second document begins here", "one document, without '---' between rules"));
        }

        return document;
    }

    private YamlValue ReadValue(int depth)
    {
        ParsingEvent next = _parser.Consume<ParsingEvent>();
        (int line, int column) = PlaceOf(next.Start);
        if (depth > Deepest)
        {
            throw new YamlException(next.Start, next.End, $"it is nested deeper than {Deepest} levels");
        }

        if (next is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value, out YamlValue? meant)
                ? meant
                : throw new YamlException(next.Start, next.End, $"the alias *{alias.Value} names no anchor above it");
        }

        YamlValue value = next switch
        {
            Scalar scalar => new YamlText(line, column, scalar.Value, scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" }),
            SequenceStart => ReadList(line, column, depth),
            _ => ReadMap(line, column, depth),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } named)
        {
            _anchors[named.Anchor] = value;
        }

        return value;
    }

    private YamlList ReadList(int line, int column, int depth)
    {
        List<YamlValue> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadValue(depth + 1));
        }

        return new YamlList(line, column, items);
    }

    private YamlMap ReadMap(int line, int column, int depth)
    {
        List<KeyValuePair<YamlText, YamlValue>> pairs = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = ReadValue(depth + 1);
            YamlValue value = ReadValue(depth + 1);
            if (key is not YamlText name)
            {
                _errors.Add(key.Error($"{key.Kind} is no key", "text as key"));
            }
            else if (!lines.TryAdd(name.Value, name.Line))
            {
                _errors.Add(name.Error(
                    $"the key {Printable.Of(name.Value)} is there twice, first in line {lines[name.Value]}", "each key once"));
            }
            else
            {
                pairs.Add(new KeyValuePair<YamlText, YamlValue>(name, value));
            }
        }

        return new YamlMap(line, column, pairs);
    }

    /// <summary>A tab in front of a line is the usual reason, and the parser's own words do not say so.</summary>
    private static List<FilterError> SyntaxErrors(string text, YamlException e)
    {
        string[] lines = text.TrimEnd().Split('\n');
        (int line, int column) = PlaceOf(e.Start);
        if (line > lines.Length)
        {
            (line, column) = (lines.Length, lines[^1].Length + 1); // the text ended where more was due
        }

        List<FilterError> tabs = [.. lines.Take(line + 1)
            .Select((each, index) => (Column: each.IndexOf('\t') + 1, Line: index + 1, Before: each))
            .Where(each => each.Column > 0 && string.IsNullOrWhiteSpace(each.Before[..each.Column]))
            .Select(each => new FilterError(each.Line, each.Column, "a tab in the indentation", "spaces, two for each level"))];
        string problem = $"it is no YAML: {Printable.Of(e.Message)}";
        return tabs.Count > 0 ? tabs : [new FilterError(line, column, problem, "")];
    }

    private static FilterError ErrorAt(Mark place, string problem, string accepted)
    {
        (int line, int column) = PlaceOf(place);
        return new FilterError(line, column, problem, accepted);
    }

    private static (int Line, int Column) PlaceOf(Mark mark) => ((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
