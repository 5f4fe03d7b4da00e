using System.Text.RegularExpressions;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>.dockerignore: the last pattern that fits a path, or a folder above it, decides.</summary>
internal sealed class DockerIgnore
{
    private readonly List<(Regex Pattern, bool IsIgnored)> _rules = [];

    public DockerIgnore()
    {
        foreach (string line in File.ReadLines(Repository.File(".dockerignore")).Select(line => line.Trim()))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string pattern = Regex.Escape(line.TrimStart('!')).Replace(@"\*\*/", "(.*/)?").Replace(@"\*", "[^/]*");
                _rules.Add((new Regex($"^{pattern}(/.*)?$", RegexOptions.None, TimeSpan.FromSeconds(1)), line[0] != '!'));
            }
        }
    }

    public bool Ignores(string path) => _rules.LastOrDefault(rule => rule.Pattern.IsMatch(path)).IsIgnored;
}
