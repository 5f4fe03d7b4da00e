using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class LevelSetTests
{
    [Fact]
    public void It_is_said_in_words()
    {
        Assert.Equal("warning or worse", LevelSet.OrWorse(Level.Warning).ToString());
        Assert.Equal("info or milder", LevelSet.OrMilder(Level.Info).ToString());
        Assert.Equal("emerg", LevelSet.OrWorse(Level.Emerg).ToString());
        Assert.Equal("debug", LevelSet.OrMilder(Level.Debug).ToString());
        Assert.Equal("notice, info", LevelSet.Of([Level.Notice, Level.Info]).ToString());
        Assert.Equal("emerg, debug", LevelSet.Of([Level.Emerg, Level.Debug]).ToString());
    }
}
