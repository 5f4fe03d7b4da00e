using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Canonicalization;

public sealed class CanonicalizersTests
{
    [Fact]
    public void Every_version_gives_the_canonicalizer_of_that_version()
    {
        Assert.Equal([1, 2], Canonicalizers.Versions);
        Assert.All(Canonicalizers.Versions, version => Assert.Equal(version, Canonicalizers.Of(version).Version));
    }

    [Fact]
    public void The_default_is_the_newest_version()
    {
        Assert.Equal(Canonicalizers.Versions.Max(), Canonicalizers.DefaultVersion);
        Assert.Equal(Canonicalizers.DefaultVersion, Canonicalizers.Default.Version);
    }

    [Fact]
    public void An_unknown_version_is_refused_with_the_known_ones_named()
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => Canonicalizers.Of(99));
        Assert.Contains("99 is not known; known versions: 1, 2", refused.Message, StringComparison.Ordinal);
    }
}
