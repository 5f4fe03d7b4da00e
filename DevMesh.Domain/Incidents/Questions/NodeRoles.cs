using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Nodes that a question names by what they are: "the dns box", "our db server", "the gateway".</summary>
internal static class NodeRoles
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex Machine = new(
        @"\b(?<role>[a-z][a-z0-9]+)[ -](?:box|boxes|server|servers|machine|machines|host|hosts|node|nodes|vm|vms|computers?)\b",
        Options);
    private static readonly Regex Itself = new(
        @"\b(?:the|our|my|that) (?<role>gateway|router|firewall|nas|database|db|load balancer|proxy|resolver|nameserver"
        + @"|name server|mailserver|mail server|fileserver|file server|web server)\b", Options);

    /// <summary>How names of such nodes may begin, beside the word itself.</summary>
    private static readonly Dictionary<string, string[]> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gateway"] = ["gw"], ["router"] = ["rt"], ["firewall"] = ["fw"], ["database"] = ["db"], ["db"] = ["database"],
        ["load balancer"] = ["lb"], ["balancer"] = ["lb"], ["resolver"] = ["dns", "ns"], ["nameserver"] = ["dns", "ns"],
        ["name server"] = ["dns", "ns"], ["name"] = ["dns", "ns"], ["dns"] = ["ns"], ["mailserver"] = ["mail", "mx"],
        ["mail server"] = ["mail", "mx"], ["mail"] = ["mx"], ["fileserver"] = ["file", "nas"], ["file server"] = ["file", "nas"],
        ["file"] = ["nas"], ["storage"] = ["nas"], ["web server"] = ["web", "www"],
        ["web"] = ["www"], ["monitoring"] = ["mon"], ["backup"] = ["bak"], ["kubernetes"] = ["kube", "k8s"],
    };

    /// <summary>Words before "box" or "server" that tell no role.</summary>
    private static readonly HashSet<string> NoRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "an", "our", "my", "your", "his", "her", "its", "their", "this", "that", "these", "those", "which", "what", "any",
        "no", "one", "two", "both", "all", "each", "every", "other", "another", "new", "old", "same", "whole", "virtual",
        "physical", "first", "second", "last", "next", "single", "some", "many", "few", "of", "on", "in", "or", "and", "to",
        "from", "with", "is", "was", "are", "were", "if", "by", "at", "for", "as",
    };

    /// <returns>All nodes of the only kind that is meant; none when a word can mean several kinds.</returns>
    public static IReadOnlyList<string> Nodes(string text, IReadOnlyCollection<string> known)
    {
        HashSet<string> roles = new(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Machine.Matches(text).Concat(Itself.Matches(text)))
        {
            roles.Add(match.Groups["role"].Value);
        }

        return [.. roles.Where(role => !NoRoles.Contains(role))
            .SelectMany(role => OfRole([role, .. OtherNames.GetValueOrDefault(role, [])], known))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string[] OfRole(string[] words, IEnumerable<string> known)
    {
        string[] meant = [.. known.Where(node =>
            words.Any(word => node.StartsWith(word, StringComparison.OrdinalIgnoreCase)))];
        return meant.Select(KindOf).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1 ? meant : [];
    }

    /// <summary>The first word of a name, without numbers: dns of dns-1, gpu of gpu-node-3060.</summary>
    private static string KindOf(string node)
    {
        string first = node.Split('-', '_', '.')[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return first.Length > 0 ? first : node;
    }
}
