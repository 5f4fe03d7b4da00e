using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DevMesh.Domain.Retention;

public enum RetentionScope
{
    Node,
    Service,
}

/// <summary>How long the logs of one node or of one service are kept, in place of what holds for all others.</summary>
/// <param name="Days">0 is for ever.</param>
public sealed record RetentionOverride(RetentionScope Scope, string Name, int Days)
{
    /// <summary>A century.</summary>
    public const int MostDays = 36_500;

    public const string Accepted =
        "node:NAME=DAYS and service:NAME=DAYS, separated by commas, each name once; 0 to 36500 days, 0 is for ever";

    /// <summary>Reads overrides that are separated by commas.</summary>
    /// <returns>False when one cannot be read, or a name stands there twice.</returns>
    public static bool TryParseAll(string text, [NotNullWhen(true)] out IReadOnlyList<RetentionOverride>? overrides)
    {
        overrides = null;
        List<RetentionOverride> read = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(part, out RetentionOverride? each) || read.Exists(other => other.Scope == each.Scope && other.Name == each.Name))
            {
                return false;
            }

            read.Add(each);
        }

        overrides = read;
        return true;
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out RetentionOverride? each)
    {
        each = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int equals = text.LastIndexOf('=');
        if (colon < 0 || equals <= colon + 1)
        {
            return false;
        }

        RetentionScope? scope = text[..colon] switch
        {
            "node" => RetentionScope.Node,
            "service" => RetentionScope.Service,
            _ => null,
        };
        if (scope is null
            || !int.TryParse(text[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int days) || days > MostDays)
        {
            return false;
        }

        each = new RetentionOverride(scope.Value, text[(colon + 1)..equals], days);
        return true;
    }
}
