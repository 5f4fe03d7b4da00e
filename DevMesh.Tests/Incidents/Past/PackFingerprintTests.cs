using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Past;

namespace DevMesh.Tests.Incidents.Past;

public sealed class PackFingerprintTests
{
    [Fact]
    public void A_fingerprint_has_each_unusual_template_once_with_its_highest_score_up_to_a_bound()
    {
        EvidencePack pack = SmallPack.Of();
        UnusualThing first = pack.Unusual[0];
        pack = pack with
        {
            Unusual = [first, first with { Score = 12 }, first with { TemplateId = 9, Score = 500 }, first with { TemplateId = null }, first with { TemplateId = 8, Score = 0 }],
        };
        PackFingerprint fingerprint = PackFingerprint.Of(pack);
        Assert.Equal(
            [(1, 12.0), (9, 20.0)], fingerprint.Weights.OrderBy(each => each.Key).Select(each => (each.Key, each.Value)));
        Assert.Equal(32, fingerprint.Total);
    }

    [Theory]
    [InlineData(10, 10, 10, 1)]
    [InlineData(10, 10, 0, 0)]
    [InlineData(10, 30, 10, 1.0 / 3)]
    [InlineData(0, 0, 0, 0)]
    public void Similarity_is_what_is_shared_by_what_either_has(double total, double other, double shared, double similarity) =>
        Assert.Equal(similarity, PackFingerprint.Similarity(total, other, shared), 6);
}
