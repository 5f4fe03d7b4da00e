using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class WordIndexTests
{
    private static readonly string[] Templates =
    [
        "session opened for user <user>",
        "session closed for user <user>",
        "Failed password for <user> from <ip> port <num>",
        "OutOfMemoryError in <path>",
        "session session session opened for a very long message about many other things that it tells and tells",
    ];

    private readonly WordIndex _index = new();

    public WordIndexTests()
    {
        for (int i = 0; i < Templates.Length; i++)
        {
            _index.Add(i, Templates[i]);
        }
    }

    [Theory]
    [InlineData("failed passwords", 2)]
    [InlineData("failing", 2)]
    [InlineData("out of memory", 3)]
    [InlineData("outofmemoryerror", 3)]
    [InlineData("session open", 0)]
    [InlineData("close", 1)]
    public void The_template_with_the_rarer_words_scores_highest(string query, int expected) =>
        Assert.Equal(expected, Array.IndexOf(Score(query), Score(query).Max()));

    [Theory]
    [InlineData("<ip>")]
    [InlineData("zebra")]
    [InlineData("")]
    public void Placeholders_and_unknown_words_score_nothing(string query) => Assert.All(Score(query), score => Assert.Equal(0, score));

    [Fact]
    public void A_template_with_one_word_of_many_is_no_answer()
    {
        Assert.NotEqual(0, Score("password")[2]);
        Assert.All(Score("password zebra giraffe lion okapi antelope"), score => Assert.Equal(0, score));
    }

    [Fact]
    public void A_word_that_means_the_same_finds_it_for_less()
    {
        Assert.Equal(2, Array.IndexOf(Score("failing logins"), Score("failing logins").Max()));
        Assert.InRange(Score("ram")[3], 0.01f, Score("memory")[3] * 0.9f);
    }

    [Fact]
    public void A_rarer_word_weighs_more()
    {
        SearchQuery query = SearchQuery.Parse("session password zebra");
        float[] weights = [.. query.Words.Select(word => _index.Weight(word.Stem))];
        Assert.Equal(weights.Order(), weights);
        Assert.All(weights, weight => Assert.True(weight > 0));
    }

    private float[] Score(string query)
    {
        float[] scores = new float[Templates.Length];
        _index.Score(SearchQuery.Parse(query).Words, unknown: 0, scores);
        return scores;
    }
}
