using DevMesh.Bench.Templates;

namespace DevMesh.Tests.Bench.Templates;

public sealed class GroupingScoreTests
{
    [Fact]
    public void Groups_that_are_the_labels_score_one()
    {
        GroupingScore score = GroupingScore.Of(["a", "b", "a", "c"], ["x", "y", "x", "z"]);
        Assert.Equal(new GroupingScore(4, Ga: 1, Fga: 1, Impure: 0, Split: 0, Groups: 3, Truth: 3), score);
    }

    [Fact]
    public void A_label_over_two_groups_is_split_and_not_impure()
    {
        GroupingScore score = GroupingScore.Of(["a", "a", "a", "b"], ["x", "x", "y", "z"]);
        Assert.Equal(new GroupingScore(4, Ga: 0.25, Fga: 0.4, Impure: 0, Split: 0.75, Groups: 3, Truth: 2), score);
    }

    [Fact]
    public void A_group_of_two_labels_is_impure_and_neither_label_is_split()
    {
        GroupingScore score = GroupingScore.Of(["a", "a", "b", "c"], ["x", "x", "x", "y"]);
        Assert.Equal(new GroupingScore(4, Ga: 0.25, Fga: 0.4, Impure: 0.75, Split: 0, Groups: 2, Truth: 3), score);
    }

    [Fact]
    public void Exact_messages_have_a_group_each()
    {
        GroupingScore score = GroupingScore.Of(["a", "a", "a", "a"], ["1", "2", "3", "4"]);
        Assert.Equal(new GroupingScore(4, Ga: 0, Fga: 0, Impure: 0, Split: 1, Groups: 4, Truth: 1), score);
    }
}
