namespace DevMesh.Domain.Takeover;

/// <summary>What reading rows of the old platform met that is not taken over as it stood. Used by one thread at a time.</summary>
public sealed class TakeoverTally
{
    private const int MostLevels = 10;

    private readonly Dictionary<string, long> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _levels = new(StringComparer.Ordinal);

    public long Rows { get; private set; }

    /// <summary>Bytes of messages and fields.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Rows by the name of their node in the old table; empty for none.</summary>
    public IReadOnlyDictionary<string, long> Nodes => _nodes;

    /// <summary>Rows without a readable time that have one of receipt instead.</summary>
    public long TimesOfReceipt { get; internal set; }

    /// <summary>Rows without any readable time: they are stored under 1970 and flagged.</summary>
    public long WithoutTime { get; internal set; }

    public long InvalidLevels { get; private set; }

    /// <summary>Some of the levels that could not be read, with how many rows have them.</summary>
    public IReadOnlyDictionary<string, long> Levels => _levels;

    public long WithoutMessage { get; internal set; }

    public long MessagesCut { get; internal set; }

    public long MessagesNotText { get; internal set; }

    public long ServicesCut { get; internal set; }

    public long FieldsCut { get; internal set; }

    public long TemplatesUnknown { get; internal set; }

    internal void AddRow(string node)
    {
        Rows++;
        _nodes[node] = _nodes.GetValueOrDefault(node) + 1;
    }

    internal void AddInvalidLevel(string level)
    {
        InvalidLevels++;
        if (_levels.Count < MostLevels || _levels.ContainsKey(level))
        {
            _levels[level] = _levels.GetValueOrDefault(level) + 1;
        }
    }
}
