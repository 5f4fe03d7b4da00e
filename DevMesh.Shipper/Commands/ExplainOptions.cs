using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Commands;

/// <summary>What the command line of <c>explain</c> says.</summary>
internal sealed record ExplainOptions
{
    /// <summary>A file of rules; null takes those that ship with the shipper.</summary>
    public string? Rules { get; init; }

    /// <summary>A file of entries; null takes standard input.</summary>
    public string? Input { get; init; }

    public bool SummaryOnly { get; init; }

    /// <summary>Each line is a message; the three below describe its entry.</summary>
    public bool Text { get; init; }

    public string? Service { get; init; }

    public string? Identifier { get; init; }

    public string? Level { get; init; }

    /// <summary>What is wrong with the options, or null.</summary>
    public string? Problem()
    {
        if (!Text && (Service ?? Identifier ?? Level) is not null)
        {
            return "--service, --identifier and --level describe bare messages; accepted: --text beside them";
        }

        return Level is not null && !Levels.TryParse(Level, out _)
            ? $"--level is '{Printable.Of(Level)}'; accepted: {Levels.Accepted}"
            : null;
    }

    public IEntrySource Open(Stream input, Action<string> report)
    {
        FieldTable fields = new([]);
        if (!Text)
        {
            return new StandardInputSource(input, static _ => true, fields, report);
        }

        _ = Levels.TryParse(Level ?? "info", out Level level);
        return new TextLineSource(input, fields, TimeProvider.System.GetUtcNow(), Service, Identifier, level);
    }
}
