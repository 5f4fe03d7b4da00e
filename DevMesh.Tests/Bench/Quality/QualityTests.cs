using DevMesh.Bench.Quality;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Bench.Quality;

/// <summary>Search with the embedded embedder must not become worse than this over the judged questions.</summary>
public sealed class QualityTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    [Fact]
    public async Task Fused_search_is_good_and_no_worse_than_its_legs()
    {
        await using SampleStore store = await SampleStore.OpenAsync(database.ConnectionString, [], CancellationToken.None);
        Assert.All(
            JudgedSet.All.Where(question => question.Group is not QuestionGroup.None),
            question => Assert.Contains(store.Messages.Values, messages => messages.Any(message => question.GainOf(message) == 2)));

        (IReadOnlyList<QuestionScore> scores, string? embedder) = await QualityRun.RunAsync(store, JudgedSet.All, CancellationToken.None);

        Assert.Equal("lexical-1", embedder);
        QuestionScore[] counted = [.. scores.Where(score => score.Question.Group is not QuestionGroup.Paraphrase)];
        QualitySummary all = QualitySummary.Of(counted);
        Assert.InRange(all.Fused, Math.Max(0.8, Math.Max(all.Lexical, all.Vector)), 1);
        Assert.Equal(1, all.ExactHitRate);
        Assert.All(counted.GroupBy(score => score.Question.Group).Select(QualitySummary.Of), group =>
            Assert.InRange(group.Fused, Math.Max(group.Lexical, group.Vector) - 0.03, 1));
    }
}
