using DevMesh.Domain.Incidents.Evidence;

namespace DevMesh.Domain.Incidents.Past;

/// <summary>What an incident looked like: the templates that were unusual in it, and how much each was.</summary>
/// <param name="Weights">By template id, each above 0.</param>
public sealed record PackFingerprint(IReadOnlyDictionary<long, double> Weights)
{
    /// <summary>A single loud template must not outweigh all others.</summary>
    private const double MostWeight = 20;

    /// <summary>Templates of a fingerprint at most: those with the highest scores.</summary>
    private const int MostTemplates = 64;

    public double Total => Weights.Values.Sum();

    public static PackFingerprint Of(EvidencePack pack) => new(
        pack.Unusual
            .Where(thing => thing.TemplateId is not null && thing.Score > 0)
            .GroupBy(thing => thing.TemplateId!.Value)
            .Select(things => (Id: things.Key, Weight: Math.Min(things.Max(thing => thing.Score), MostWeight)))
            .OrderByDescending(each => each.Weight)
            .ThenBy(each => each.Id)
            .Take(MostTemplates)
            .ToDictionary(each => each.Id, each => each.Weight));

    /// <summary>The weighted Jaccard index of two fingerprints, 0 to 1: what they share, by what either has.</summary>
    /// <param name="shared">The sum over their common templates of the lesser weight.</param>
    public static double Similarity(double total, double otherTotal, double shared) =>
        shared <= 0 ? 0 : shared / (total + otherTotal - shared);
}
