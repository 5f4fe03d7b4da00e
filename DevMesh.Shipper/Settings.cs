using System.CommandLine;

namespace DevMesh.Shipper;

/// <summary>One setting of the shipper: an option of the command line, or else a variable of the environment.</summary>
internal sealed class Setting(string option, string variable, string valueName, string description)
{
    public string Variable { get; } = variable;

    public Option<string?> Option { get; } = new(option)
    {
        HelpName = valueName,
        Description = $"{description} ({variable})",
    };

    /// <returns>Null when neither says anything.</returns>
    public string? Of(ParseResult parsed, Func<string, string?> environment) =>
        (parsed.GetValue(Option) ?? environment(Variable)) is { Length: > 0 } text ? text : null;
}

/// <summary>Every setting that has a value; the table of the docs is this list.</summary>
internal static class Settings
{
    public static readonly Setting Node = new(
        "--node", "DEVMESH_NODE", "NAME", $"the node's name: {DevMesh.Domain.Logs.NodeName.Accepted}");

    public static readonly Setting Server = new(
        "--server", "DEVMESH_SERVER", "URL", "the DevMesh server, such as http://monitoring-vm:8000");

    public static readonly Setting KeyFile = new(
        "--key-file", "DEVMESH_KEY_FILE", "FILE", "holds the API key, one line");

    public static readonly Setting State = new(
        "--state", "DEVMESH_STATE", "DIR", $"where the cursor, the status and the dead letters are kept; {Running.StateDirectory.Default} "
        + "for a journal, nowhere for --stdin");

    public static readonly Setting Filter = new(
        "--filter", "DEVMESH_FILTER", "FILE", "the filter rules; without it the built-in ones, for --stdin none; 'none' keeps everything");

    public static readonly Setting Start = new(
        "--start", "DEVMESH_START", "WHEN", $"where the first start begins: {Journal.JournalStart.Accepted}; boot, with --directory all");

    public static readonly Setting BatchCount = new(
        "--batch-count", "DEVMESH_BATCH_COUNT", "N", $"most entries a request; {Shipping.BatchLimits.Default.Entries}");

    public static readonly Setting BatchBytes = new(
        "--batch-bytes", "DEVMESH_BATCH_BYTES", "N", $"most bytes of JSON a request, before gzip; {Shipping.BatchLimits.Default.Bytes}");

    public static readonly Setting BatchAge = new(
        "--batch-age", "DEVMESH_BATCH_AGE", "MS", $"how long an entry waits for others; {Shipping.BatchLimits.Default.Age.TotalMilliseconds}");

    public static readonly Setting InFlight = new(
        "--in-flight", "DEVMESH_IN_FLIGHT", "N", "requests at once, 1 or 2; 2");

    public static readonly IReadOnlyList<Setting> All =
        [Node, Server, KeyFile, State, Filter, Start, BatchCount, BatchBytes, BatchAge, InFlight];
}
