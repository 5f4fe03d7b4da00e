using System.Text;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>
/// Finds rules that can never take an entry, because one above takes all that they match. Only what is certain is found:
/// regexes are compared as text.
/// </summary>
internal static class UnreachableRules
{
    public static IEnumerable<FilterError> Find(IReadOnlyList<FilterRule> rules)
    {
        for (int i = 1; i < rules.Count; i++)
        {
            FilterRule rule = rules[i];
            if (rules.Take(i).FirstOrDefault(each => Covers(each.Match, rule.Match)) is { } above)
            {
                yield return new FilterError(
                    rule.Line,
                    rule.Column,
                    $"the rule {rule.Name} never takes an entry: {above.Name} in line {above.Line} takes all that it matches",
                    $"{rule.Name} above {above.Name}, or {above.Name} with narrower conditions");
            }
        }
    }

    /// <summary>Whether everything that the second matches is matched by the first.</summary>
    private static bool Covers(RuleMatch first, RuleMatch second) =>
        first.Levels.Covers(second.Levels)
        && Covers(first.Services, second.Services)
        && Covers(first.Identifiers, second.Identifiers)
        && (first.Message is null || (second.Message is not null && Covers(first.Message, second.Message)));

    private static bool Covers(IReadOnlyList<NamePattern> first, IReadOnlyList<NamePattern> second) =>
        first.Count == 0 || (second.Count > 0 && second.All(each => first.Any(name => name.Covers(each))));

    private static bool Covers(MessageMatch first, MessageMatch second)
    {
        if (second.IgnoreCase && !first.IgnoreCase)
        {
            return false; // the second matches spellings that the first does not
        }

        return Implied(first.Prefixes, second.Prefixes, (wide, narrow) => Starts(narrow, wide, first.IgnoreCase))
            && (Implied(first.Contains, second.Contains, (wide, narrow) => Holds(narrow, wide, first.IgnoreCase))
                || Implied(first.Contains, second.Prefixes, (wide, narrow) => Holds(narrow, wide, first.IgnoreCase)))
            && (first.Patterns.Count == 0
                || (second.Patterns.Count > 0
                    && first.IgnoreCase == second.IgnoreCase
                    && second.Patterns.All(each => first.Patterns.Any(pattern => pattern.Text == each.Text))));
    }

    private static bool Implied(IReadOnlyList<string> wide, IReadOnlyList<string> narrow, Func<string, string, bool> implies) =>
        wide.Count == 0 || (narrow.Count > 0 && narrow.All(each => wide.Any(condition => implies(condition, each))));

    private static bool Starts(string text, string start, bool ignoreCase) =>
        ignoreCase
            ? AsciiCase.StartsWith(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(start))
            : text.StartsWith(start, StringComparison.Ordinal);

    private static bool Holds(string text, string part, bool ignoreCase) =>
        ignoreCase
            ? AsciiCase.Contains(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(part))
            : text.Contains(part, StringComparison.Ordinal);
}
