using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Filtering;

/// <summary>What a rule does with the entries that it takes.</summary>
internal enum RuleAction
{
    Keep,
    Drop,

    /// <summary>Keeps one in <see cref="FilterRule.OneIn"/>, chosen by a hash of the cursor.</summary>
    Sample,

    /// <summary>Keeps the first entries of a span of time, see <see cref="RateLimit"/>.</summary>
    RateLimit,
}

/// <summary>Which entries are counted together.</summary>
internal enum RateScope
{
    /// <summary>All that the rule takes.</summary>
    Rule,
    Service,
    Identifier,
}

/// <summary>At most so many entries in a window, which begins with the first of them.</summary>
/// <param name="Limit">1 or more.</param>
/// <param name="WindowMicros">Microseconds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimit(int Limit, long WindowMicros, RateScope By);

/// <param name="Name">Unique among the rules; counts go by it.</param>
/// <param name="Line">Where it stands in the file, from 1.</param>
internal sealed record FilterRule(string Name, RuleAction Action, RuleMatch Match, int Line, int Column)
{
    /// <summary>Of a rule that samples: 2 or more.</summary>
    public int OneIn { get; init; }

    /// <summary>Of a rule that limits a rate.</summary>
    public RateLimit Rate { get; init; }
}
