using System.CommandLine;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Shipper;

/// <summary>What the command line and the environment say about a run.</summary>
internal sealed record ShipperOptions
{
    public required string Node { get; init; }

    public required Uri Server { get; init; }

    /// <summary>Null keeps nothing on disk.</summary>
    public string? State { get; init; }

    public string? Key { get; init; }

    /// <summary>Null for the built-in rules.</summary>
    public string? FilterFile { get; init; }

    public bool Filters { get; init; }

    public bool StandardInput { get; init; }

    /// <summary>Journal files to read instead of the machine's journal.</summary>
    public string? Directory { get; init; }

    /// <summary>Ends at the end of the journal.</summary>
    public bool Once { get; init; }

    public required JournalStart Start { get; init; }

    public BatchLimits Limits { get; init; } = BatchLimits.Default;

    /// <summary>1 or 2 requests at once.</summary>
    public int InFlight { get; init; } = 2;

    /// <summary>Reads the settings; every mistake becomes one line of <paramref name="errors"/>.</summary>
    /// <returns>Null when there was a mistake.</returns>
    public static ShipperOptions? Read(
        ParseResult parsed, SourceOptions source, Func<string, string?> environment, List<string> errors)
    {
        OptionReader read = new(parsed, environment, errors);
        BatchLimits limits = BatchLimits.Default;
        bool standardInput = parsed.GetValue(source.StandardInput);
        string? directory = parsed.GetValue(source.Directory);
        if (standardInput && directory is not null)
        {
            errors.Add("--stdin and --directory exclude each other: entries come from one place");
        }

        if (directory is not null && !System.IO.Directory.Exists(directory))
        {
            errors.Add($"--directory {directory} is no directory; it must be one with journal files in it");
        }

        string? filter = read.Text(Settings.Filter);
        ShipperOptions options = new()
        {
            Node = read.Checked(Settings.Node, NodeName.IsValid, NodeName.Accepted),
            Server = read.Server(Settings.Server),
            State = Running.StateDirectory.Of(read.Text(Settings.State), environment, standardInput),
            Key = read.KeyFile(Settings.KeyFile),
            FilterFile = filter is "none" ? null : filter,
            Filters = filter is not "none" && (filter is not null || !standardInput),
            StandardInput = standardInput,
            Directory = directory,
            Once = parsed.GetValue(source.Once),
            Start = read.Start(Settings.Start, directory is null ? JournalStart.Boot : JournalStart.All),
            Limits = new BatchLimits(
                read.Number(Settings.BatchCount, 1, 50_000, limits.Entries),
                read.Number(Settings.BatchBytes, 1024, 16 * 1024 * 1024, limits.Bytes),
                TimeSpan.FromMilliseconds(read.Number(Settings.BatchAge, 10, 60_000, (int)limits.Age.TotalMilliseconds))),
            InFlight = read.Number(Settings.InFlight, 1, 2, 2),
        };
        return errors.Count > 0 ? null : options;
    }
}
