using DevMesh.Bench.Canon;

namespace DevMesh.Tests.Bench.Canon;

public sealed class CorpusTests
{
    [Fact]
    public void The_sample_has_the_messages_of_every_node() => Assert.InRange(Corpus.Sample().Length, 3500, 4500);

    [Fact]
    public void The_mix_has_about_as_many_messages_as_asked_for() => Assert.InRange(Corpus.Mix(5000).Length, 4000, 6000);
}
