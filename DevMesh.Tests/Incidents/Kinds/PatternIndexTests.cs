using DevMesh.Domain.Incidents.Kinds;

namespace DevMesh.Tests.Incidents.Kinds;

public sealed class PatternIndexTests
{
    private static readonly PatternIndex Index = new([("disk*full", 2), ("disk is full", 1), ("full moon", 0), ("(*)*fail", 3)]);

    [Theory]
    [InlineData("the disk is full", 1)]
    [InlineData("the disk was full", 2)]
    [InlineData("a full disk", null)]
    [InlineData("disk full, full moon", 0)]
    [InlineData("unit(x) will fail", 3)]
    [InlineData("fail", null)]
    [InlineData("", null)]
    public void The_lowest_place_of_what_fits_wins(string message, int? place) => Assert.Equal(place, Index.FirstIn(message));

    [Fact]
    public void A_pattern_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PatternIndex([("abc*de", 0)]));

    [Fact]
    public void Every_pattern_of_every_kind_is_found_where_it_stands_alone() => Assert.All(FailureKinds.All, kind =>
        Assert.All(kind.Patterns, pattern =>
            Assert.NotNull(FailureKinds.Of(pattern.Replace("*", " ", StringComparison.Ordinal)))));
}
