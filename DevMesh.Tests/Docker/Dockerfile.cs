using System.Text;
using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>An instruction of a Dockerfile: <c>FROM</c>, and what stands after it.</summary>
internal sealed record Instruction(string Name, string Arguments)
{
    /// <summary>The words, quotes taken off and flags left out; those of the JSON form where it is one.</summary>
    public IReadOnlyList<string> Words => Arguments.TrimStart().StartsWith('[')
        ? JsonSerializer.Deserialize<string[]>(Arguments)!
        : [.. AllWords.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];

    public string? Flag(string name) =>
        AllWords.FirstOrDefault(word => word.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

    private IEnumerable<string> AllWords
    {
        get
        {
            StringBuilder word = new();
            bool quoted = false;
            foreach (char c in Arguments + ' ')
            {
                if (c == '"')
                {
                    quoted = !quoted;
                }
                else if (quoted || !char.IsWhiteSpace(c))
                {
                    word.Append(c);
                }
                else if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }
            }
        }
    }
}

/// <summary>docker/Dockerfile, read as far as its tests need it: comments, continued lines, flags, quotes.</summary>
internal sealed class Dockerfile
{
    public const string Path = "docker/Dockerfile";

    public Dockerfile()
    {
        StringBuilder pending = new();
        foreach (string line in File.ReadLines(Repository.File(Path)).Where(line => !line.TrimStart().StartsWith('#')))
        {
            bool goesOn = line.EndsWith('\\');
            pending.Append(goesOn ? line[..^1] : line).Append(' ');
            if (!goesOn && pending.ToString().Trim() is { Length: > 0 } text)
            {
                string[] parts = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
                Instructions.Add(new Instruction(parts[0], parts[1]));
            }

            if (!goesOn)
            {
                pending.Clear();
            }
        }
    }

    public List<Instruction> Instructions { get; } = [];

    public IEnumerable<Instruction> All(string name) =>
        Instructions.Where(each => string.Equals(each.Name, name, StringComparison.Ordinal));

    /// <summary>The build arguments and their defaults.</summary>
    public Dictionary<string, string> Arguments =>
        All("ARG").Select(each => each.Words[0].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>What ENV sets.</summary>
    public Dictionary<string, string> Variables =>
        All("ENV").SelectMany(each => each.Words).Select(word => word.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>What is copied from the checkout, by paths in it.</summary>
    public IEnumerable<string> Sources =>
        All("COPY").Where(each => each.Flag("from") is null).SelectMany(each => each.Words.SkipLast(1));
}
