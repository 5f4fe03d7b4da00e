namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>The bounds of a pack.</summary>
/// <param name="Tokens">How large the pack may be, in estimated tokens; see <see cref="TokenEstimate"/>.</param>
public sealed record PackOptions(int Tokens = PackOptions.DefaultTokens)
{
    public const int DefaultTokens = 6000;
}
