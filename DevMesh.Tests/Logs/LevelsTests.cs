using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Logs;

public sealed class LevelsTests
{
    [Theory]
    [InlineData("err", Level.Err)]
    [InlineData("ERROR", Level.Err)]
    [InlineData("Warn", Level.Warning)]
    [InlineData("fatal", Level.Crit)]
    [InlineData("0", Level.Emerg)]
    [InlineData("7", Level.Debug)]
    public void TryParse_takes_names_aliases_and_digits_in_any_case(string text, Level expected)
    {
        Assert.True(Levels.TryParse(text, out Level level));
        Assert.Equal(expected, level);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("loud")]
    [InlineData(null)]
    public void TryParse_refuses_anything_else(string? text) => Assert.False(Levels.TryParse(text, out _));

    [Fact]
    public void Every_level_has_a_name_that_reads_back()
    {
        foreach (Level level in Enum.GetValues<Level>())
        {
            Assert.True(Levels.TryParse(level.Name(), out Level back));
            Assert.Equal(level, back);
        }
    }

    [Fact]
    public void AtLeast_gives_this_level_and_the_worse_ones() =>
        Assert.Equal([Level.Emerg, Level.Alert, Level.Crit, Level.Err], Levels.AtLeast(Level.Err));
}
