using System.Text.RegularExpressions;
using DevMesh.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DevMesh.Tests.Docker;

/// <summary>
/// docker/compose.yaml as compose sees it where no variable is set: anchors merged, <c>${NAME:-default}</c> replaced.
/// </summary>
internal sealed partial class ComposeFile
{
    public const string Path = "docker/compose.yaml";

    private readonly Dictionary<object, object?> _root;

    public ComposeFile()
    {
        string text = File.ReadAllText(Repository.File(Path));
        Variables = [.. Variable().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];
        string filled = Variable().Replace(text, match => match.Groups["default"].Value);
        _root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(
            new MergingParser(new Parser(new StringReader(filled))))!;
    }

    /// <summary>The variables that the file reads, from .env or the environment.</summary>
    public IReadOnlyList<string> Variables { get; }

    public IReadOnlyList<Service> Services =>
        [.. Map(_root["services"]).Select(pair => new Service((string)pair.Key, Map(pair.Value)))];

    public IReadOnlyList<string> Volumes => [.. Map(_root["volumes"]).Keys.Cast<string>()];

    public Service this[string name] => Services.Single(each => string.Equals(each.Name, name, StringComparison.Ordinal));

    private static Dictionary<object, object?> Map(object? node) => (Dictionary<object, object?>)node!;

    // A doubled $ is compose's way to write one for the shell.
    [GeneratedRegex(
        @"(?<!\$)\$\{(?<name>\w+):-(?<default>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    internal sealed class Service(string name, Dictionary<object, object?> node)
    {
        public string Name => name;

        public string? Text(string member) => node.GetValueOrDefault(member) as string;

        public IReadOnlyList<string> List(string member) =>
            node.GetValueOrDefault(member) is List<object> items ? [.. items.OfType<string>()] : [];

        public IReadOnlyDictionary<string, string> Environment => node.GetValueOrDefault("environment") is { } variables
            ? Map(variables).ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

        /// <summary>The services that it waits for, and what for.</summary>
        public IReadOnlyDictionary<string, string> DependsOn => node.GetValueOrDefault("depends_on") is { } services
            ? Map(services).ToDictionary(
                pair => (string)pair.Key, pair => (string)Map(pair.Value)["condition"]!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

        /// <summary>What is mounted where: the name of a volume, or a path that begins with a dot.</summary>
        public IReadOnlyList<(string Source, string Target)> Mounts =>
            [.. List("volumes").Select(each => each.Split(':')).Select(parts => (parts[0], parts[1]))];

        public bool IsBuilt => node.ContainsKey("build");

        public string? BuildPath(string member) => Map(node["build"])[member] as string;

        public IReadOnlyDictionary<object, object?> BuildArguments => Map(Map(node["build"])["args"]);

        public bool HasHealthCheck => node.GetValueOrDefault("healthcheck") is { } check && Map(check).ContainsKey("test");
    }
}
