using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class SearchQueryTests
{
    [Fact]
    public void Words_are_told_from_values()
    {
        SearchQuery query = SearchQuery.Parse("who blocked \"10.0.0.5\"? (exit code 137)");
        Assert.Equal(["who", "blocked", "10.0.0.5", "exit", "code", "137"], query.Tokens.Select(token => token.Text));
        Assert.Equal(["10.0.0.5", "137"], query.Tokens.Where(token => token.HasDigit).Select(token => token.Text));
    }

    [Fact]
    public void Numbers_inside_of_a_value_are_no_words()
    {
        Assert.Empty(SearchQuery.Parse("10.0.0.5").Words);
        Assert.Single(SearchQuery.Parse("137").Words);
        Assert.Single(SearchQuery.Parse("ERROR-500").Words);
    }

    [Fact]
    public void A_word_counts_once_and_common_words_little()
    {
        SearchQuery query = SearchQuery.Parse("the restart of restarts the restarted");
        Assert.Equal([0.2f, 1, 0.2f], query.Words.Select(word => word.Importance));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("... ??? ()")]
    public void A_query_without_anything_has_nothing(string text)
    {
        SearchQuery query = SearchQuery.Parse(text);
        Assert.Empty(query.Words);
        Assert.Empty(query.Tokens);
    }

    [Fact]
    public void A_pasted_page_is_cut()
    {
        SearchQuery query = SearchQuery.Parse(string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"word{i}")));
        Assert.InRange(query.Tokens.Count, 1, 100);
    }
}
