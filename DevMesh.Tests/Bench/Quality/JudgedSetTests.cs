using DevMesh.Bench.Quality;

namespace DevMesh.Tests.Bench.Quality;

public sealed class JudgedSetTests
{
    [Fact]
    public void There_are_enough_questions_of_each_group_and_a_third_is_held_back()
    {
        Assert.InRange(JudgedSet.All.Count, 90, 500);
        Assert.Equal(JudgedSet.All.Count, JudgedSet.All.Select(question => question.Text).Distinct().Count());
        foreach (IGrouping<QuestionGroup, JudgedQuestion> group in JudgedSet.All.GroupBy(question => question.Group))
        {
            Assert.InRange(group.Count(), 10, 100);
            Assert.Equal(group.Count() / 3, group.Count(question => question.HeldBack));
        }

        Assert.Equal(Enum.GetValues<QuestionGroup>().Length, JudgedSet.All.Select(question => question.Group).Distinct().Count());
    }

    [Fact]
    public void Only_what_nothing_answers_has_no_judgement() => Assert.All(
        JudgedSet.All, question => Assert.Equal(question.Group is QuestionGroup.None, question.Judgements.Count == 0));

    [Fact]
    public void Questions_are_read_with_what_belongs_to_them()
    {
        JudgedQuestion question = Assert.Single(JudgedSet.Read(new StringReader("# comment\n\n[mixed]\n? failed for bob\n! bob\n+ Failed*for bob\n~ for\n")));
        Assert.Equal((QuestionGroup.Mixed, "failed for bob", "bob"), (question.Group, question.Text, question.Value));
        Assert.Equal(2, question.GainOf("Failed password for bob"));
        Assert.Equal(1, question.GainOf("for bob Failed"));
        Assert.Equal(0, question.GainOf("nothing"));
    }

    [Theory]
    [InlineData("? before any group")]
    [InlineData("[other]")]
    [InlineData("[words]\n? question\nx text")]
    [InlineData("[words]\n+ before any question")]
    public void A_line_that_cannot_be_read_is_named(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => JudgedSet.Read(new StringReader(text)));
        Assert.Contains($"line {text.Split('\n').Length}", e.Message, StringComparison.Ordinal);
    }
}
