namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Names of nodes and services as they stand in a question.</summary>
internal static class KnownNames
{
    private const int LeastLength = 3;

    /// <summary>Unit names without suffix that are words of any question; they count only when the suffix is there.</summary>
    private static readonly HashSet<string> CommonWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "kernel", "system", "service", "session", "user", "app", "web", "log", "network", "node", "server", "error", "backup",
        "cron", "login", "python", "python3", "java", "bash", "root", "init", "time", "the",
    };

    /// <summary>
    /// Nodes that are named in whole, in the order of the alphabet: gpu-node is not named by gpu-node-3060. Only when none is,
    /// those that are named by what they are.
    /// </summary>
    public static IReadOnlyList<string> Nodes(string text, IReadOnlyCollection<string> known)
    {
        string[] named = [.. known.Where(name => Stands(text, name)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return named.Length > 0 ? named : NodeRoles.Nodes(text, known);
    }

    /// <summary>Services that are named, with or without the suffix of their unit, or by an everyday name.</summary>
    public static IReadOnlyList<string> Services(string text, IReadOnlyCollection<string> known) =>
        [.. known.Where(name => Stands(text, name) || StandsShort(text, name))
            .Concat(EverydayNames.Services(text, known))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>A unit's name without its suffix and instance: <c>postgresql@16-main.service</c> is postgresql.</summary>
    public static string ShortName(string service)
    {
        int at = service.IndexOfAny(['@', '.']);
        return at > 0 ? service[..at] : service;
    }

    private static bool StandsShort(string text, string service)
    {
        string name = ShortName(service);
        return name.Length >= LeastLength && !CommonWords.Contains(name) && Stands(text, name);
    }

    /// <summary>Whether a name stands in a text as such, in any case.</summary>
    public static bool Stands(string text, string name)
    {
        for (int from = 0; name.Length > 0 && from + name.Length <= text.Length;)
        {
            int at = text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            if ((at == 0 || !IsPart(text, at - 1)) && (at + name.Length == text.Length || !IsPart(text, at + name.Length)))
            {
                return true;
            }

            from = at + 1;
        }

        return false;
    }

    /// <summary>A hyphen between letters goes on with the name; a dot does not, since domains follow names of hosts.</summary>
    private static bool IsPart(string text, int at) =>
        char.IsLetterOrDigit(text[at])
        || text[at] is '_'
        || (text[at] is '-' && at + 1 < text.Length && at > 0 && char.IsLetterOrDigit(text[at + 1])
            && char.IsLetterOrDigit(text[at - 1]));
}
