using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering;

/// <summary>The conditions of a rule. All must hold; an empty list asks nothing, of any other one member must match.</summary>
internal sealed record RuleMatch
{
    public static readonly RuleMatch Everything = new();

    /// <summary>Of the unit with its suffix, else the identifier, else the command: what the server calls the service.</summary>
    public IReadOnlyList<NamePattern> Services { get; init; } = [];

    public IReadOnlyList<NamePattern> Identifiers { get; init; } = [];

    public LevelSet Levels { get; init; } = LevelSet.All;

    /// <summary>Null asks nothing.</summary>
    public MessageMatch? Message { get; init; }

    /// <summary>Whether all conditions but those on the message hold.</summary>
    public bool HoldsFor(ReadOnlySpan<byte> service, ReadOnlySpan<byte> identifier, Level level) =>
        Levels.Contains(level) && HoldsFor(Services, service) && HoldsFor(Identifiers, identifier);

    private static bool HoldsFor(IReadOnlyList<NamePattern> patterns, ReadOnlySpan<byte> name)
    {
        foreach (NamePattern pattern in patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return patterns.Count == 0;
    }
}
