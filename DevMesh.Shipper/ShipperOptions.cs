using DevMesh.Shipper.Shipping;

namespace DevMesh.Shipper;

/// <summary>What the command line and the environment say about a run.</summary>
internal sealed record ShipperOptions
{
    public required string Node { get; init; }

    public required Uri Server { get; init; }

    /// <summary>Where the cursor and the dead letters are kept; null keeps none.</summary>
    public string? StateDirectory { get; init; }

    public string? KeyFile { get; init; }

    public bool StandardInput { get; init; }

    public BatchLimits Limits { get; init; } = BatchLimits.Default;

    /// <summary>1 or 2 requests at once.</summary>
    public int InFlight { get; init; } = 2;

    /// <summary>Reads options; every mistake becomes one line of <paramref name="errors"/>.</summary>
    public static ShipperOptions? Parse(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, List<string> errors)
    {
        Dictionary<string, string> given = Collect(arguments, errors);
        string? Value(string option, string variable) => given.GetValueOrDefault(option) ?? environment.GetValueOrDefault(variable);

        string? node = Value("--node", "DEVMESH_NODE");
        if (node is null || !IsNodeName(node))
        {
            errors.Add($"--node is {Quoted(node)}; it must be the node's name: 1 to 64 of A-Z a-z 0-9 . _ -");
        }

        string? server = Value("--server", "DEVMESH_SERVER");
        if (!Uri.TryCreate(server?.TrimEnd('/') + "/", UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            errors.Add($"--server is {Quoted(server)}; it must be the address of the DevMesh server, such as http://monitoring-vm:8000");
        }

        BatchLimits limits = BatchLimits.Default;
        limits = limits with
        {
            Entries = Number(Value("--batch-count", "DEVMESH_BATCH_COUNT"), "--batch-count", 1, 50_000, limits.Entries, errors),
            Bytes = Number(Value("--batch-bytes", "DEVMESH_BATCH_BYTES"), "--batch-bytes", 1024, 64 * 1024 * 1024, limits.Bytes, errors),
            Age = TimeSpan.FromMilliseconds(Number(
                Value("--batch-age", "DEVMESH_BATCH_AGE"), "--batch-age", 10, 60_000, (int)limits.Age.TotalMilliseconds, errors)),
        };
        int inFlight = Number(Value("--in-flight", "DEVMESH_IN_FLIGHT"), "--in-flight", 1, 2, 2, errors);
        return errors.Count > 0 ? null : new ShipperOptions
        {
            Node = node!,
            Server = url!,
            StateDirectory = Value("--state", "DEVMESH_STATE"),
            KeyFile = Value("--key-file", "DEVMESH_KEY_FILE"),
            StandardInput = given.ContainsKey("--stdin"),
            Limits = limits,
            InFlight = inFlight,
        };
    }

    private static readonly string[] WithValue =
        ["--node", "--server", "--state", "--key-file", "--batch-count", "--batch-bytes", "--batch-age", "--in-flight"];

    private static readonly string[] WithoutValue = ["--stdin"];

    private static Dictionary<string, string> Collect(IReadOnlyList<string> arguments, List<string> errors)
    {
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] parts = arguments[i].Split('=', 2);
            if (WithoutValue.Contains(arguments[i], StringComparer.Ordinal))
            {
                given[arguments[i]] = "";
            }
            else if (!WithValue.Contains(parts[0], StringComparer.Ordinal))
            {
                errors.Add($"'{arguments[i]}' is no option; there are {string.Join(", ", WithoutValue.Concat(WithValue))}");
            }
            else if (parts.Length == 2)
            {
                given[parts[0]] = parts[1];
            }
            else if (i + 1 < arguments.Count)
            {
                given[parts[0]] = arguments[++i];
            }
            else
            {
                errors.Add($"{parts[0]} needs a value");
            }
        }

        return given;
    }

    private static int Number(string? text, string option, int least, int most, int otherwise, List<string> errors)
    {
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, out int value) && value >= least && value <= most)
        {
            return value;
        }

        errors.Add($"{option} is {Quoted(text)}; it must be a number from {least} to {most}");
        return otherwise;
    }

    private static string Quoted(string? text) => text is null ? "missing" : $"'{text}'";

    private static bool IsNodeName(string text) =>
        text.Length is > 0 and <= 64 && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '_' or '-');
}
