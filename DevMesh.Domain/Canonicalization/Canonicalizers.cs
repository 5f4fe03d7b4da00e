using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DevMesh.Domain.Canonicalization.V1;
using DevMesh.Domain.Canonicalization.V2;

namespace DevMesh.Domain.Canonicalization;

/// <summary>The canonicalizer of each version of the rules. A version that was in use stays here for good.</summary>
public static class Canonicalizers
{
    private static readonly SortedDictionary<int, ICanonicalizer> ByVersion =
        new(new ICanonicalizer[] { new CanonicalizerV1(), new CanonicalizerV2() }.ToDictionary(each => each.Version));

    /// <summary>The version that is used when no setting names one: the newest.</summary>
    public static int DefaultVersion { get; } = ByVersion.Keys.Max();

    /// <summary>Oldest first.</summary>
    public static IReadOnlyCollection<int> Versions => ByVersion.Keys;

    public static ICanonicalizer Default => ByVersion[DefaultVersion];

    /// <exception cref="ArgumentOutOfRangeException">There is no such version; the message names those there are.</exception>
    public static ICanonicalizer Of(int version) =>
        TryGet(version, out ICanonicalizer? canonicalizer)
            ? canonicalizer
            : throw new ArgumentOutOfRangeException(nameof(version), Unknown(version.ToString(CultureInfo.InvariantCulture)));

    public static bool TryGet(int version, [NotNullWhen(true)] out ICanonicalizer? canonicalizer) =>
        ByVersion.TryGetValue(version, out canonicalizer);

    /// <summary>What to tell someone who named a version that is not there.</summary>
    public static string Unknown(string version) =>
        $"canonicalization version {version} is not known; known versions: {string.Join(", ", Versions)}";
}
